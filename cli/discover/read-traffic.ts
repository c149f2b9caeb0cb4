import { BanyanError } from '../../domain/errors.ts';
import type { Io } from '../io.ts';
import { showProgress } from '../waiting/show-progress.ts';
import { openTraffic, type TrafficNames } from './traffic-sources.ts';
import { createTrafficTally, type Traffic } from './traffic-tally.ts';

/** Between two looks at the clock and at Ctrl-C. */
const BATCH = 4_096;

/** All requests of what was named, counted; nothing of them is kept. */
export async function readTraffic(io: Io, names: TrafficNames): Promise<Traffic & { readonly unreadable: number }> {
  const progress = showProgress(io, 'requests');
  const tally = createTrafficTally();
  let [bytes, requests, unreadable] = [0, 0, 0];
  const { sources, close } = await openTraffic(io, names);
  const total = sources.reduce((sum, each) => sum + each.bytes, 0);
  try {
    for (const { open } of sources) {
      for await (const request of open({ unreadable: () => (unreadable += 1), read: (more) => (bytes += more) })) {
        tally.add(request);
        requests += 1;
        if (requests % BATCH !== 0) continue;
        if (io.signal.aborted) throw new BanyanError('INTERRUPTED', `It had read ${requests.toLocaleString('en')} requests: nothing was written.`, { remedy: 'Run it again.' });
        progress(bytes / total, requests);
      }
    }
  } finally {
    close();
  }
  return { ...tally.result(), unreadable };
}
