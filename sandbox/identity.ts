import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Ports } from './options.ts';
import type { Snapshot } from './state/snapshot.ts';

const identitySchema = z.object({
  unleashAdminToken: z.string(),
  unleashClientToken: z.string(),
  /** Tasks have these in their environment: with others they would not find Unleash and names again. */
  ports: z.object({ aws: z.int(), unleash: z.int(), dns: z.int() }),
});

/** By what clients and tasks know the sandbox again after a restart. */
export interface Identity {
  readonly unleashAdminToken: string;
  readonly unleashClientToken: string;
  readonly ports: Partial<Omit<Ports, 'faults'>>;
}

/** The one that was saved, or a new one. */
export function identityOf(restored: Snapshot | undefined): Identity {
  if (restored !== undefined) return identitySchema.parse(restored);
  return { unleashAdminToken: `*:*.${randomUUID()}`, unleashClientToken: `*:production.${randomUUID()}`, ports: {} };
}
