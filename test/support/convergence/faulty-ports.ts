import { BanyanError, type ErrorCode } from '../../../domain/errors.ts';
import type { Ports } from '../../../migrations/engine/ports.ts';
import type { FakeClock } from '../../fakes/fake-clock.ts';
import type { Fault } from './table.ts';

/** The engine's process dies. */
export class Crash extends Error {}

/** Told of every call, `loadBalancer.putRule`; answers what becomes of it. */
export type Strike = (call: string) => Fault | undefined;

/** The same ports, on which things go wrong as told. */
export function faultyPorts<P extends Ports & { readonly clock: FakeClock }>(ports: P, strike: Strike): P {
  const { clock, ...rest } = ports;
  const wrapped = Object.entries(rest).map(([name, port]) => [name, faulty(name, port as object, clock, strike)]);
  return { clock, ...(Object.fromEntries(wrapped) as Omit<P, 'clock'>) } as unknown as P;
}

const UNREACHABLE: Readonly<Record<string, ErrorCode>> = { flags: 'UNLEASH_UNREACHABLE', mover: 'MOVER_UNREACHABLE' };
const REFUSED: Readonly<Record<string, ErrorCode>> = { flags: 'UNLEASH_REFUSED', mover: 'MOVER_REFUSED' };

function faulty(name: string, port: object, clock: FakeClock, strike: Strike): object {
  return new Proxy(port, {
    get(target, member, receiver) {
      const method = Reflect.get(target, member, receiver) as unknown;
      if (typeof method !== 'function') return method;
      const perform = async (...args: unknown[]): Promise<unknown> => (method as (...args: unknown[]) => unknown).apply(target, args);
      return async (...args: unknown[]) => {
        const call = `${name}.${String(member)}`;
        switch (strike(call)) {
          case 'crash before':
            throw new Crash();
          case 'crash after':
            await perform(...args);
            throw new Crash();
          case 'answer lost':
            await perform(...args);
            throw new BanyanError(UNREACHABLE[name] ?? 'AWS_UNREACHABLE', `${call}: no answer`);
          case 'throttle':
            throw new BanyanError(REFUSED[name] ?? 'AWS_THROTTLED', `${call}: too many calls`);
          case '5xx':
            throw new BanyanError(REFUSED[name] ?? 'AWS_REFUSED', `${call}: internal failure`);
          case 'slow':
            await clock.sleep(20_000);
            return perform(...args);
          case undefined:
            return perform(...args);
        }
      };
    },
  });
}
