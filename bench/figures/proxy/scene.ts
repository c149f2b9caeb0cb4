import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../../processes/child.ts';
import { startBanyan, startFlagServer, type Banyan, type BanyanOptions } from './banyan.ts';
import { startUpstream, type Served } from './rivals.ts';

export type Fault = 'slow' | 'hung' | 'resetting';

/** Everything around the contestants; it all ends together. */
export interface Scene {
  readonly directory: string;
  readonly legacy: string;
  readonly add: <Part extends { stop(): Promise<void> }>(starting: Promise<Part>) => Promise<Part>;
  readonly banyan: (options: Partial<BanyanOptions> & Pick<BanyanOptions, 'candidate' | 'shadowPercent'>) => Promise<Banyan>;
  readonly candidate: (fault: Fault) => Promise<string>;
}

/** Runs `work` with a flag server and a legacy, in a temporary directory. */
export async function onScene<Result>(work: (scene: Scene) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'banyan-bench-'));
  const parts: { stop(): Promise<void> }[] = [];
  const add = async <Part extends { stop(): Promise<void> }>(starting: Promise<Part>): Promise<Part> => {
    const part = await starting;
    parts.push(part);
    return part;
  };
  try {
    const flags = await add(startFlagServer(directory));
    const legacy: Served = await add(startUpstream(directory));
    return await work({
      directory,
      legacy: legacy.url,
      add,
      banyan: (options) => add(startBanyan({ directory, flags, legacy: legacy.url, ...options })),
      candidate: async (fault) => `http://127.0.0.1:${(await add(startChild(['bench/processes/faulty-candidate.ts', fault]))).firstLine}`,
    });
  } finally {
    for (const part of parts.toReversed()) await part.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
