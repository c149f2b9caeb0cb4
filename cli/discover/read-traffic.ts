import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { readAlbTraffic } from '../../shadow/traffic/read-alb-traffic.ts';
import { readHarTraffic } from '../../shadow/traffic/read-har-traffic.ts';
import type { Io } from '../io.ts';
import { showProgress } from '../show-progress.ts';
import { createTrafficTally, type Traffic } from './traffic-tally.ts';

/** Files that tell of traffic. */
export interface TrafficFiles {
  readonly albLogs: readonly string[];
  readonly hars: readonly string[];
}

/** Between two looks at the clock and at Ctrl-C. */
const BATCH = 4_096;

/** All requests of the files, counted; nothing of them is kept. */
export async function readTraffic(io: Io, { albLogs, hars }: TrafficFiles): Promise<Traffic & { readonly unreadable: number }> {
  const files = [...albLogs.map((file) => ({ file: resolve(io.directory, file), open: readAlbTraffic })), ...hars.map((file) => ({ file: resolve(io.directory, file), open: readHarTraffic }))];
  const sizes = await Promise.all(files.map(({ file }) => sizeOf(file)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const tally = createTrafficTally();
  const progress = showProgress(io, 'requests');
  let [bytes, requests, unreadable] = [0, 0, 0];
  for (const { file, open } of files) {
    for await (const request of open(file, { unreadable: () => (unreadable += 1), read: (more) => (bytes += more) })) {
      tally.add(request);
      requests += 1;
      if (requests % BATCH !== 0) continue;
      if (io.signal.aborted) throw new BanyanError('INTERRUPTED', `It had read ${requests.toLocaleString('en')} requests: nothing was written.`, { remedy: 'Run it again.' });
      progress(bytes / total, requests);
    }
  }
  return { ...tally.result(), unreadable };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw new BanyanError('TRAFFIC_UNREADABLE', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
