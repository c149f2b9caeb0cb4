import { cpuMs } from '../../processes/cpu-time.ts';
import { loadOf, type LoadOptions, type LoadResult } from '../../processes/load.ts';

export interface Contestant {
  readonly name: string;
  /** Of what is asked for. */
  readonly url: string;
  /** Of its one process, where its processor time is to be told. */
  readonly pid?: number | undefined;
}

export interface Lap extends LoadResult {
  /** Processor time for each request. Other work on the machine takes from throughput, and hardly adds to this. */
  readonly cpuMicros: number | undefined;
}

export interface RoundsOptions extends LoadOptions {
  readonly rounds: number;
  /** Of the round that does not count: while code is compiled. Default: as long as the others. */
  readonly warmUpSeconds?: number;
}

/** What each contestant did, round by round: a ratio within one round is of two measurements a few seconds apart, whatever else the machine does over time. */
export type Laps = ReadonlyMap<string, readonly Lap[]>;

/** Loads one contestant after the other, in every round from another one on, after a round that does not count. Throws where a request was lost or a contestant answers otherwise than the first. */
export async function inRounds(contestants: readonly Contestant[], { rounds, warmUpSeconds, ...load }: RoundsOptions): Promise<Laps> {
  const laps = new Map<string, Lap[]>(contestants.map(({ name }) => [name, []]));
  const expected = await bodyOf(contestants[0]!);
  for (const each of contestants) if ((await bodyOf(each)) !== expected) throw new Error(`${each.name} answers otherwise than ${contestants[0]?.name}`);
  for (let round = -1; round < rounds; round += 1) {
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const contestant = contestants[(turn + round + 1) % contestants.length]!;
      const { name } = contestant;
      const result = await lapOf(contestant, round < 0 && warmUpSeconds !== undefined ? { ...load, seconds: warmUpSeconds } : load);
      if (round >= 0) laps.get(name)?.push(result);
    }
  }
  return laps;
}

/** One lap. Throws where a request was lost. */
export async function lapOf({ name, url, pid }: Contestant, load: LoadOptions): Promise<Lap> {
  const before = pid === undefined ? undefined : cpuMs(pid);
  const result = await loadOf(url, load);
  if (result.failed > 0) throw new Error(`${result.failed} requests to ${name} failed`);
  const after = pid === undefined ? undefined : cpuMs(pid);
  return { ...result, cpuMicros: before === undefined || after === undefined ? undefined : ((after - before) * 1_000) / (result.perSecond * load.seconds) };
}

async function bodyOf({ url }: Contestant): Promise<string> {
  return (await fetch(url)).text();
}
