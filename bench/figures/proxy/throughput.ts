import { figure, median, reading, type Figure } from '../../figure.ts';
import { missing } from '../../processes/program.ts';
import type { Banyan } from './banyan.ts';
import { inPairs, processorRatio, throughputRatio, type Pair, type PairsOptions } from './pairs.ts';
import { inRounds, type Contestant, type Lap, type RoundsOptions } from './rounds.ts';
import { startCaddy, startHaproxy, startNginxProxy, startNodeProxy, type Served } from './rivals.ts';
import { onScene, type Scene } from './scene.ts';

const PATH = '/api/products/7';
const BARE = 'bare Express + http-proxy-middleware';
const [BANYAN, BY_MIDDLEWARE] = ['Banyan', 'Banyan by http-proxy-middleware'];
const CANDIDATES = ['healthy', 'slow', 'hung', 'resetting'] as const;

/** What is asked of a contestant's throughput, as a share of that of {@link BARE}. */
const LEAST: Readonly<Record<string, number>> = {
  [BANYAN]: 2,
  [logged(BANYAN)]: 0.9,
  [shadowed(BANYAN, 10, 'healthy')]: 0.8,
  [BY_MIDDLEWARE]: 0.9,
  [logged(BY_MIDDLEWARE)]: 0.9,
  [shadowed(BY_MIDDLEWARE, 10, 'healthy')]: 0.8,
};

export interface ThroughputOptions {
  /** Laps of those of whom nothing is asked. */
  readonly rounds: RoundsOptions;
  /** Of the others, each beside one of {@link BARE}. */
  readonly pairs: PairsOptions;
}

const LOAD = { seconds: 1, connections: 32 };
/** What is done for one request in ten is compiled late. */
const OPTIONS: ThroughputOptions = { rounds: { ...LOAD, rounds: 2, warmUpSeconds: 3 }, pairs: { ...LOAD, pairs: 10, warmUpSeconds: 12 } };

/**
 * Requests a second and milliseconds of one proxy process under as much load as 32 connections make, load and upstream on the same machine: Banyan with its flags and metrics on, whoever else is there, and no proxy at
 * all. Banyan alone sends its candidate nothing; else it copies a part, or all, of the requests to one that is healthy, answers after 100 ms, never answers, or resets its connections. What is asked for is asked of pairs
 * of laps right behind one another, in throughput and in processor time, to which what else the machine does adds less; those of whom nothing is asked have ended by then. Takes some five minutes; needs `npm run build`.
 */
export async function throughputFigures({ rounds, pairs }: ThroughputOptions = OPTIONS): Promise<Figure[]> {
  return [...(await onScene((scene) => besideOthers(scene, rounds))), ...(await onScene((scene) => besideBare(scene, pairs)))];
}

async function besideOthers(scene: Scene, rounds: RoundsOptions): Promise<Figure[]> {
  const banyans = await startShadowing(scene);
  const contestants = [{ name: 'no proxy', url: scene.legacy }, await startBare(scene), ...(await startRivals(scene)), ...contestantsOf(banyans)];
  const laps = await inRounds(contestants.map(onPath), rounds);
  return [...[...laps].flatMap(([name, own]) => [...readingsOf(name, own), ...againstBare(name, own, laps.get(BARE) ?? [])]), ...(await copyFigures(banyans))];
}

async function besideBare(scene: Scene, pairs: PairsOptions): Promise<Figure[]> {
  const banyans = await startAsked(scene);
  const ran = await inPairs(contestantsOf(banyans).map(onPath), onPath(await startBare(scene)), pairs);
  return [...[...ran].flatMap(([name, each]) => [...readingsOf(name, each.map(({ own }) => own)), ...ratiosOf(name, each)]), ...(await copyFigures(banyans))];
}

function onPath(contestant: Contestant): Contestant {
  return { ...contestant, url: contestant.url + PATH };
}

function contestantsOf(banyans: ReadonlyMap<string, Banyan>): readonly Contestant[] {
  return [...banyans].map(([name, { url, pid }]) => ({ name, url, pid }));
}

function logged(name: string): string {
  return `${name}, a line of log for each request`;
}

function shadowed(name: string, percent: number, candidate: (typeof CANDIDATES)[number]): string {
  return `${name}, ${percent} % shadowed, candidate ${candidate}`;
}

async function startBare({ add, legacy }: Scene): Promise<Contestant> {
  return { ...(await add(startNodeProxy('bare-middleware.ts', legacy))), name: BARE };
}

async function startRivals({ add, directory, legacy }: Scene): Promise<Contestant[]> {
  const outside: readonly (readonly [string, () => Promise<Served>])[] = [
    ['nginx', () => startNginxProxy({ directory, upstream: legacy })],
    ['haproxy', () => startHaproxy(directory, legacy)],
    ['caddy', () => startCaddy(directory, legacy)],
  ];
  const rivals: Contestant[] = [{ ...(await add(startNodeProxy('fastify-proxy.ts', legacy))), name: '@fastify/http-proxy' }];
  for (const [name, start] of outside) {
    const reason = missing(name);
    if (reason === undefined) rivals.push({ name, url: (await add(start())).url });
    else process.stderr.write(`skipped: ${reason}\n`);
  }
  return rivals;
}

/** Those of whom something is asked. What answers for legacy serves as its own candidate: the answers are equal. */
async function startAsked({ banyan, legacy: candidate }: Scene): Promise<ReadonlyMap<string, Banyan>> {
  const banyans = new Map<string, Banyan>();
  for (const [name, forwarder] of [[BANYAN, 'undici'], [BY_MIDDLEWARE, 'http-proxy-middleware']] as const) {
    banyans.set(name, await banyan({ forwarder, candidate, shadowPercent: 0 }));
    banyans.set(logged(name), await banyan({ forwarder, candidate, shadowPercent: 0, logLevel: 'info' }));
    banyans.set(shadowed(name, 10, 'healthy'), await banyan({ forwarder, candidate, shadowPercent: 10 }));
  }
  return banyans;
}

async function startShadowing({ banyan, candidate, legacy }: Scene): Promise<ReadonlyMap<string, Banyan>> {
  const banyans = new Map<string, Banyan>();
  for (const state of CANDIDATES) {
    const url = state === 'healthy' ? legacy : await candidate(state);
    for (const percent of state === 'healthy' ? [100] : [10, 100]) banyans.set(shadowed(BANYAN, percent, state), await banyan({ candidate: url, shadowPercent: percent }));
  }
  return banyans;
}

function readingsOf(name: string, laps: readonly Lap[]): Figure[] {
  const of = (pick: 'perSecond' | 'p50' | 'p99'): number => median(laps.map((lap) => lap[pick]));
  return [reading(`${name}: throughput`, of('perSecond'), 'requests/s'), reading(`${name}: p50`, of('p50'), 'ms'), reading(`${name}: p99`, of('p99'), 'ms')];
}

function againstBare(name: string, own: readonly Lap[], bare: readonly Lap[]): Figure[] {
  const ratio = median(own.map(({ perSecond }) => perSecond)) / median(bare.map(({ perSecond }) => perSecond));
  return name === BARE ? [] : [reading(`${name}: throughput against ${BARE}`, ratio, '×')];
}

function ratiosOf(name: string, pairs: readonly Pair[]): Figure[] {
  const least = LEAST[name] ?? 0;
  const { median: middle, low, high } = throughputRatio(pairs);
  const ratios = [figure(`${name}: throughput against ${BARE}, median of ${pairs.length} pairs, ${low.toFixed(2)} to ${high.toFixed(2)} in the middle half`, middle, '×', '≥', least)];
  const byProcessor = processorRatio(pairs);
  return byProcessor === undefined ? ratios : [...ratios, figure(`${name}: requests a second of processor time against ${BARE}, of ${pairs.length} pairs together`, byProcessor, '×', '≥', least)];
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
