import type { LoadOptions } from '../../processes/load.ts';
import { lapOf, type Contestant, type Lap } from './rounds.ts';

/** A lap of a contestant, and one of what it is held against, right before it or right behind it. */
export interface Pair {
  readonly own: Lap;
  readonly against: Lap;
}

export interface PairsOptions extends LoadOptions {
  readonly pairs: number;
  /** Of the lap of each that does not count: while code is compiled. */
  readonly warmUpSeconds: number;
}

/** Loads the contestants in turn, and each time what they are held against as well, in every other round before them: a ratio is of two neighbouring laps, whatever else the machine does meanwhile. */
export async function inPairs(contestants: readonly Contestant[], against: Contestant, { pairs, warmUpSeconds, ...load }: PairsOptions): Promise<ReadonlyMap<string, readonly Pair[]>> {
  for (const each of [against, ...contestants]) await lapOf(each, { ...load, seconds: warmUpSeconds });
  const ran = new Map<string, Pair[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < pairs; round += 1) {
    for (const contestant of contestants) ran.get(contestant.name)?.push(await pairOf(contestant, against, round % 2 === 0, load));
  }
  return ran;
}

async function pairOf(contestant: Contestant, against: Contestant, isFirst: boolean, load: LoadOptions): Promise<Pair> {
  const early = await lapOf(isFirst ? contestant : against, load);
  const late = await lapOf(isFirst ? against : contestant, load);
  return isFirst ? { own: early, against: late } : { own: late, against: early };
}

/** How the contestant's throughput stands to the other's in the middle pair, and between which values the middle half of them lies. */
export function throughputRatio(pairs: readonly Pair[]): { readonly median: number; readonly low: number; readonly high: number } {
  const ratios = pairs.map(({ own, against }) => own.perSecond / against.perSecond).toSorted((a, b) => a - b);
  const at = (share: number): number => ratios[Math.floor((ratios.length - 1) * share)] ?? Number.NaN;
  return { median: at(1 / 2), low: at(1 / 4), high: at(3 / 4) };
}

/** Processor time that the other one's requests took, of all pairs together, against what the contestant's took: more is better, as for throughput. `undefined` where one of them was not watched. */
export function processorRatio(pairs: readonly Pair[]): number | undefined {
  const [own, against] = [microsOf(pairs.map((pair) => pair.own)), microsOf(pairs.map((pair) => pair.against))];
  return own === undefined || against === undefined ? undefined : against / own;
}

function microsOf(laps: readonly Lap[]): number | undefined {
  let [micros, requests] = [0, 0];
  for (const { cpuMicros, perSecond } of laps) {
    if (cpuMicros === undefined) return undefined;
    micros += cpuMicros * perSecond;
    requests += perSecond;
  }
  return micros / requests;
}
