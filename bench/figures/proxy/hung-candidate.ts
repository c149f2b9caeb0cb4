import { figure, reading, type Figure } from '../../figure.ts';
import { missing } from '../../processes/program.ts';
import { addedTime, timeOf } from './added-time.ts';
import { inRounds, type Contestant, type RoundsOptions } from './rounds.ts';
import { startNginxProxy } from './rivals.ts';
import { onScene } from './scene.ts';

const PATH = '/api/products/7';
const [PLAIN, PLAIN_NGINX] = ['Banyan, nothing shadowed', 'nginx, nothing mirrored'];
/** As long as a mirrored request, and a copy, has for its answer. */
const TIMEOUT_MS = 1_000;

/**
 * What callers on keep-alive connections notice of a target that takes copies of all their requests and never answers, at a load that leaves the machine time to breathe. Once with copies that are given up after a
 * second, until the breaker opens; once with copies that are given up by nobody, so that as many as there may be at once hang all the time; and nginx, which has its answer's connection wait for the copy. The slowest
 * hundredth is taken of all rounds together, and what it is more than without copies is told with how far chance, as the rounds show it, reaches. Takes two and a half minutes.
 */
export function hungCandidateFigures(options: RoundsOptions = { rounds: 12, seconds: 2, connections: 32, pauseMs: 20 }): Promise<Figure[]> {
  return onScene(async ({ add, banyan, candidate, directory, legacy }) => {
    const hung = await candidate('hung');
    const contestants: Contestant[] = [
      { name: PLAIN, url: (await banyan({ candidate: hung, shadowPercent: 0 })).url },
      { name: 'Banyan, 100 % shadowed, copies time out', url: (await banyan({ candidate: hung, shadowPercent: 100, shadowTimeoutMs: TIMEOUT_MS })).url },
      { name: 'Banyan, 100 % shadowed, copies hang on', url: (await banyan({ candidate: hung, shadowPercent: 100, shadowTimeoutMs: 600_000 })).url },
    ];
    const noNginx = missing('nginx');
    if (noNginx === undefined) {
      contestants.push({ name: PLAIN_NGINX, url: (await add(startNginxProxy({ directory, upstream: legacy }))).url });
      contestants.push({ name: 'nginx, 100 % mirrored', url: (await add(startNginxProxy({ directory, upstream: legacy, mirror: { url: hung, timeoutMs: TIMEOUT_MS } }))).url });
    } else process.stderr.write(`skipped: ${noNginx}\n`);

    const laps = await inRounds(contestants.map(({ name, url }) => ({ name, url: url + PATH })), options);
    const timesOf = (name: string) => (laps.get(name) ?? []).map((lap) => lap.times);
    const addedBy = (name: string, plain: string): readonly [string, number] => {
      const { ms, low, high } = addedTime(timesOf(name), timesOf(plain), 0.99);
      return [`target hung; ${name}: p99 added, of ${options.rounds} rounds together, ${low.toFixed(2)} to ${high.toFixed(2)} in 95 of 100 draws of the rounds`, ms];
    };
    return [
      ...contestants.map(({ name }) => reading(`target hung; ${name}: p99 of callers on keep-alive connections`, timeOf(timesOf(name), 0.99), 'ms')),
      ...contestants.slice(1, 3).map(({ name }) => figure(...addedBy(name, PLAIN), 'ms', '≤', 1)),
      ...contestants.slice(4).map(({ name }) => reading(...addedBy(name, PLAIN_NGINX), 'ms')),
    ];
  });
}
