import type { Snapshot } from '../../state/snapshot.ts';
import { UnleashState, type UnleashEvent } from './unleash-state.ts';

/** As many as are kept; older ones are forgotten, so that memory stays flat. */
const MAX_EVENTS = 1_000;

/** What happened, before it has a number and a time. */
export interface Happening {
  readonly type: string;
  readonly featureName?: string;
  readonly environment?: string;
  readonly data?: object;
  readonly preData?: object;
}

/** The server's state, changed in place by whoever records what was done. */
export interface Store {
  readonly state: UnleashState;
  readonly now: () => number;
  /** Numbers the event, and tells everybody who listens. Call it after the change. */
  record(happening: Happening): void;
  /** Calls back after every event that clients have to know of, until the returned function is called. */
  onChange(listener: (event: UnleashEvent) => void): () => void;
  snapshot(): Snapshot;
}

export function createStore(state: UnleashState, now: () => number): Store {
  const listeners = new Set<(event: UnleashEvent) => void>();
  return {
    state,
    now,
    record({ type, featureName, environment, data, preData }) {
      // Copies: what they show goes on to change.
      const [after, before] = structuredClone([data ?? null, preData ?? null]);
      const event: UnleashEvent = { id: ++state.lastEventId, type, createdAt: now(), featureName: featureName ?? null, environment: environment ?? null, data: after, preData: before };
      state.events.push(event);
      if (state.events.length > MAX_EVENTS) state.events.shift();
      if (!concernsClients(event)) return;
      state.revision = event.id;
      for (const listener of listeners) listener(event);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => JSON.parse(JSON.stringify(state)) as Snapshot,
  };
}

/** @throws Error where the value is no snapshot of an Unleash, naming the first place that shows it. */
export function restoreState(snapshot: Snapshot): UnleashState {
  const { success, data, error } = UnleashState.safeParse(snapshot);
  if (success) return data;
  const [issue] = error.issues;
  throw new Error(`This is no snapshot of the sandbox’s Unleash: ${issue?.path.join('.') || 'all of it'}: ${issue?.message}.`);
}

export function concernsClients({ featureName, type }: UnleashEvent): boolean {
  return featureName !== null || type.startsWith('segment-');
}
