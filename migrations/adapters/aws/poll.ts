import type { Clock } from '../../ports/clock.ts';

/** How often to look, and how long to wait in between. */
export interface Patience {
  readonly times: number;
  readonly everyMs: number;
}

/** AWS shows what was written a little later, now and then: ten seconds are ample. */
export const READ_BACK: Patience = { times: 40, everyMs: 250 };

/** Looks until there is something to see; `undefined` where patience ran out. */
export async function poll<T>(clock: Clock, { times, everyMs }: Patience, look: () => Promise<T | undefined>): Promise<T | undefined> {
  for (let n = 1; ; n++) {
    const seen = await look();
    if (seen !== undefined || n >= times) return seen;
    await clock.sleep(everyMs);
  }
}
