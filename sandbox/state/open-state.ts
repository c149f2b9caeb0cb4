import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { keepState, type KeptState, type KeepStateOptions } from './keep-state.ts';
import { lockDirectory } from './lock.ts';
import type { Snapshot } from './snapshot.ts';
import { openStateFiles } from './state-files.ts';
import { StateError } from './state-error.ts';

/** A directory of state that this sandbox alone uses. */
export interface OpenState {
  /** What was saved of each part; `undefined` for one that never was. */
  readonly restored: Readonly<Record<string, Snapshot | undefined>>;
  keep(options: Pick<KeepStateOptions, 'take' | 'report'>): KeptState;
  release(): void;
}

/** Opens the directory, or makes it. Throws a {@link StateError} where another sandbox uses it or its files cannot be trusted. */
export async function openState(directory: string): Promise<OpenState> {
  const path = resolve(directory);
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new StateError(`${path} cannot be made: ${error.message}.`, 'Name a directory that can be written to.', error);
  });
  const lock = lockDirectory(path);
  try {
    const files = openStateFiles(path);
    return { restored: (await files.load()) ?? {}, keep: (options) => keepState({ files, ...options }), release: () => lock.release() };
  } catch (error) {
    lock.release();
    throw error;
  }
}
