import type { Store } from '../../../migrations/data/store.ts';

export interface Stores {
  readonly legacy: Store;
  readonly candidate: Store;
}

/** When a mover dies: at which of its calls of a store, and whether before that was made or after it was done and before it was answered. */
export interface Moment {
  readonly at: number;
  readonly when: 'before' | 'after';
}

export interface Mortal extends Stores {
  /** Calls so far, and the last of them. */
  calls(): { readonly count: number; readonly last: string };
  isDead(): boolean;
}

/** Stores of a mover that dies at that moment, and makes no further call. `null`: it lives. */
export function mortalStores(stores: Stores, moment: Moment | null): Mortal {
  let count = 0;
  let last = '';
  let dead = false;

  function live<T extends object>(name: string, part: T): T {
    return new Proxy(part, {
      get(target, member, receiver) {
        const method: unknown = Reflect.get(target, member, receiver);
        if (typeof method !== 'function' || member === 'close') return method;
        return async (...args: unknown[]): Promise<unknown> => {
          if (dead) throw new Error('dead');
          count += 1;
          last = `${name} ${String(member)}`;
          const isNow = count === moment?.at;
          dead = isNow && moment?.when === 'before';
          if (dead) throw new Error('dead');
          const answer: unknown = await (method as (...all: unknown[]) => unknown).apply(target, args);
          dead ||= isNow;
          if (dead) throw new Error('dead');
          return member === 'fence' ? live(`${name} fence`, answer as object) : answer;
        };
      },
    });
  }

  return { legacy: live('legacy', stores.legacy), candidate: live('candidate', stores.candidate), calls: () => ({ count, last }), isDead: () => dead };
}
