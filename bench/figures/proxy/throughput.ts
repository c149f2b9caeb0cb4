import { figure, median, reading, type Figure } from '../../figure.ts';
import { missing } from '../../processes/program.ts';
import type { Banyan } from './banyan.ts';
import { inRounds, spreadOf, type Contestant, type Laps, type RoundsOptions } from './rounds.ts';
import { startCaddy, startHaproxy, startNginxProxy, startNodeProxy, type Served } from './rivals.ts';
import { onScene, type Fault, type Scene } from './scene.ts';

const PATH = '/api/products/7';
const BARE = 'bare Express + http-proxy-middleware';
const [UNDICI, MIDDLEWARE] = ['Banyan by undici', 'Banyan by http-proxy-middleware'];

/** What is asked of a contestant's throughput, as a share of that of {@link BARE}. */
const LEAST: Readonly<Record<string, number>> = {
  [`${UNDICI}, log warn`]: 2,
  [`${UNDICI}, log info`]: 0.9,
  [`${UNDICI}, 10 % shadowed`]: 0.8,
  [`${MIDDLEWARE}, log warn`]: 0.9,
  [`${MIDDLEWARE}, log info`]: 0.9,
  [`${MIDDLEWARE}, 10 % shadowed`]: 0.8,
};

/**
 * Requests a second and milliseconds of one proxy process under as much load as 32 connections make, load and upstream on the same machine: Banyan with its flags and metrics on, whoever else is there, and no proxy at
 * all. Ratios are medians over rounds, with their spread.
 */
export function throughputFigures(options: RoundsOptions = { rounds: 5, seconds: 3, connections: 32 }): Promise<Figure[]> {
  return onScene(async (scene) => {
    const banyans = await startBanyans(scene);
    const contestants: Contestant[] = [
      { name: 'no proxy', url: scene.legacy },
      ...(await startRivals(scene)),
      ...[...banyans].map(([name, { url }]) => ({ name, url })),
    ].map(({ name, url }) => ({ name, url: url + PATH }));
    const laps = await inRounds(contestants, options);
    return [...contestants.flatMap(({ name }) => figuresOf(name, laps)), ...(await copyFigures(banyans))];
  });
}

async function startRivals({ add, directory, legacy }: Scene): Promise<Contestant[]> {
  const outside: readonly (readonly [string, () => Promise<Served>])[] = [
    ['nginx', () => startNginxProxy({ directory, upstream: legacy })],
    ['haproxy', () => startHaproxy(directory, legacy)],
    ['caddy', () => startCaddy(directory, legacy)],
  ];
  const rivals: Contestant[] = [
    { name: BARE, url: (await add(startNodeProxy('bare-middleware.ts', legacy))).url },
    { name: '@fastify/http-proxy', url: (await add(startNodeProxy('fastify-proxy.ts', legacy))).url },
  ];
  for (const [name, start] of outside) {
    const reason = missing(name);
    if (reason === undefined) rivals.push({ name, url: (await add(start())).url });
    else process.stderr.write(`skipped: ${reason}\n`);
  }
  return rivals;
}

async function startBanyans({ banyan, candidate, legacy }: Scene): Promise<ReadonlyMap<string, Banyan>> {
  // What answers for legacy serves as its own candidate: the answers are equal.
  const healthy = legacy;
  const all = async (fault: Fault) => banyan({ candidate: await candidate(fault), shadowPercent: 100 });
  const banyans = new Map<string, Banyan>();
  for (const [name, forwarder] of [[UNDICI, 'undici'], [MIDDLEWARE, 'http-proxy-middleware']] as const) {
    banyans.set(`${name}, log warn`, await banyan({ forwarder, candidate: healthy, shadowPercent: 0 }));
    banyans.set(`${name}, log info`, await banyan({ forwarder, candidate: healthy, shadowPercent: 0, logLevel: 'info' }));
    banyans.set(`${name}, 10 % shadowed`, await banyan({ forwarder, candidate: healthy, shadowPercent: 10 }));
  }
  banyans.set(`${UNDICI}, 100 % shadowed`, await banyan({ candidate: healthy, shadowPercent: 100 }));
  for (const fault of ['slow', 'hung', 'resetting'] as const) banyans.set(`${UNDICI}, 100 % shadowed, candidate ${fault}`, await all(fault));
  return banyans;
}

function figuresOf(name: string, laps: Laps): Figure[] {
  const own = laps.get(name) ?? [];
  const of = (pick: 'perSecond' | 'p50' | 'p99'): number => median(own.map((lap) => lap[pick]));
  const figures = [reading(`${name}: throughput`, of('perSecond'), 'requests/s'), reading(`${name}: p50`, of('p50'), 'ms'), reading(`${name}: p99`, of('p99'), 'ms')];
  if (name === BARE) return figures;
  const ratio = spreadOf(laps, [name, BARE], (lap, bare) => lap.perSecond / bare.perSecond);
  const label = `${name}: throughput against ${BARE}, median of ${own.length}, ${ratio.least.toFixed(2)} to ${ratio.most.toFixed(2)}`;
  const least = LEAST[name];
  return [...figures, least === undefined ? reading(label, ratio.median, '×') : figure(label, ratio.median, '×', '≥', least)];
}

/** How many of the copies that the flag wanted were made and compared: the rest was dropped, and counted. */
async function copyFigures(banyans: ReadonlyMap<string, Banyan>): Promise<Figure[]> {
  const shares = [];
  for (const [name, banyan] of banyans) {
    const { comparisons } = await banyan.report();
    const dropped = Object.entries(comparisons.dropped).filter(([, count]) => count > 0);
    const wanted = comparisons.compared + dropped.reduce((sum, [, count]) => sum + count, 0);
    const reasons = dropped.map(([reason, count]) => `${reason} ${count}`).join(', ') || 'none';
    if (wanted > 0) shares.push(reading(`${name}: copies compared of ${wanted} wanted (dropped: ${reasons}; differing ${comparisons.differing})`, comparisons.compared / wanted, ''));
  }
  return shares;
}
