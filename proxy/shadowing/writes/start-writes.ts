import type { CopyingConfig } from '../../config/copying.ts';
import type { Dial } from '../../forwarding/dial.ts';
import type { HostPolicy } from '../../forwarding/upstream-host.ts';
import type { Group } from '../../group.ts';
import type { Clock } from '../../listening/caller-request.ts';
import type { Log } from '../../observing/log.ts';
import { createWrites, type Writes } from './copied-writes.ts';
import { createSeal } from './seal.ts';
import { createWriteSender } from './send-write.ts';

interface Surroundings {
  readonly groups: readonly Group[];
  readonly dial: Dial;
  readonly clock: Clock;
  readonly log: Log;
}

/** Builds what copies requests that change things. */
export function startWrites({ shadowSecret: secret, hostPolicy }: CopyingConfig & { readonly hostPolicy: HostPolicy }, { groups, dial, clock, log }: Surroundings): Writes & { close(): Promise<void> } {
  const { now, elapsed } = clock;
  if (secret === null) return { ...createWrites({ groups, sealed: null, elapsed }), close: () => Promise.resolve() };
  const seal = createSeal({ secret, now });
  const sender = createWriteSender({ dial, seal, hostPolicy, elapsed, log });
  return { ...createWrites({ groups, sealed: { seal, sender }, elapsed }), close: () => sender.close() };
}
