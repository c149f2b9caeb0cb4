import { figure, median, reading, type Figure } from '../../figure.ts';
import { missing } from '../../processes/program.ts';
import { inRounds, spreadOf, type Contestant, type RoundsOptions } from './rounds.ts';
import { startNginxProxy } from './rivals.ts';
import { onScene } from './scene.ts';

const PATH = '/api/products/7';
const PLAIN = 'Banyan, nothing shadowed';
/** As long as a mirrored request, and a copy, has for its answer. */
const TIMEOUT_MS = 1_000;

/**
 * What callers on keep-alive connections notice of a target that takes copies of all their requests and never answers, at a load that leaves the machine time to breathe. Once with copies that are given up after a
 * second, until the breaker opens; once with copies that are given up by nobody, so that as many as there may be at once hang all the time; and nginx, which has its answer's connection wait for the copy.
 */
export function hungCandidateFigures(options: RoundsOptions = { rounds: 7, seconds: 2, connections: 32, pauseMs: 20 }): Promise<Figure[]> {
  return onScene(async ({ add, banyan, candidate, directory, legacy }) => {
    const hung = await candidate('hung');
    const contestants: Contestant[] = [
      { name: PLAIN, url: (await banyan({ candidate: hung, shadowPercent: 0 })).url },
      { name: 'Banyan, 100 % shadowed, copies time out', url: (await banyan({ candidate: hung, shadowPercent: 100, shadowTimeoutMs: TIMEOUT_MS })).url },
      { name: 'Banyan, 100 % shadowed, copies hang on', url: (await banyan({ candidate: hung, shadowPercent: 100, shadowTimeoutMs: 600_000 })).url },
    ];
    const noNginx = missing('nginx');
    if (noNginx === undefined) {
      contestants.push({ name: 'nginx, nothing mirrored', url: (await add(startNginxProxy({ directory, upstream: legacy }))).url });
      contestants.push({ name: 'nginx, 100 % mirrored', url: (await add(startNginxProxy({ directory, upstream: legacy, mirror: { url: hung, timeoutMs: TIMEOUT_MS } }))).url });
    } else process.stderr.write(`skipped: ${noNginx}\n`);

    const laps = await inRounds(contestants.map(({ name, url }) => ({ name, url: url + PATH })), options);
    const p99 = (name: string): number => median((laps.get(name) ?? []).map((lap) => lap.p99));
    const added = contestants.slice(1, 3).map(({ name }) => {
      const { median, least, most } = spreadOf(laps, [name, PLAIN], (lap, plain) => lap.p99 - plain.p99);
      return figure(`target hung; ${name}: p99 added to legacy's answers, median of ${options.rounds}, ${least.toFixed(2)} to ${most.toFixed(2)}`, median, 'ms', '≤', 1);
    });
    return [...contestants.map(({ name }) => reading(`target hung; ${name}: p99 of callers on keep-alive connections`, p99(name), 'ms')), ...added];
  });
}
