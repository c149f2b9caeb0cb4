import { hearEvents, type InboxOptions } from './inbox.ts';
import { relayOutbox, type RelayOptions } from './outbox.ts';

export type EventsOptions = Omit<InboxOptions & RelayOptions, 'stopping'>;

/** Tells the other programs what stands in the outbox, and hears what they tell. Returns what ends that, once the outbox has been handed over, where the bus takes it, and what was heard has had its effect. */
export function startEvents(options: EventsOptions): () => Promise<void> {
  const stop = new AbortController();
  const working = [relayOutbox({ ...options, stopping: stop.signal }), hearEvents({ ...options, stopping: stop.signal })];
  return async () => {
    stop.abort();
    await Promise.all(working);
    await options.bus.close();
  };
}
