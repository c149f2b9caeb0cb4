import { createHash } from 'node:crypto';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Snapshot } from './snapshot.ts';
import { StateError } from './state-error.ts';

/** Rises with each change that makes the files unreadable for an earlier sandbox. */
export const STATE_VERSION = 3;
/** The one file that says which others belong together: renaming it into place is what saves. */
export const MANIFEST = 'sandbox-state.json';

const PART_FILE = /^[a-z0-9-]+\.\d+\.json$/;
const manifestSchema = z.object({
  format: z.literal('banyan-sandbox-state'),
  version: z.int(),
  parts: z.record(z.string(), z.object({ file: z.string().regex(PART_FILE), sha256: z.string() })),
});
type Manifest = z.output<typeof manifestSchema>;

/** The parts of the state by name, each in a file of its own in one directory. */
export interface StateFiles {
  /** What was saved last; `undefined` where nothing was. Throws a {@link StateError} for anything that this sandbox did not write so. */
  load(): Promise<Readonly<Record<string, Snapshot>> | undefined>;
  /** Saves the parts that changed, all of them or none, also where the machine fails meanwhile; those that are not given stay as they were saved. Must not be called again before it has ended. */
  save(parts: Readonly<Record<string, Snapshot>>): Promise<void>;
}

export function openStateFiles(directory: string): StateFiles {
  let current: Manifest['parts'] = {};
  let generation = 0;
  return {
    async load() {
      const manifest = await readManifest(directory);
      // From now on there is a manifest: parts without one are a damaged state, never a fresh one.
      if (!manifest) {
        await writeManifest(directory, {});
        return undefined;
      }
      current = manifest.parts;
      generation = Math.max(0, ...Object.values(current).map(({ file }) => Number(file.split('.')[1])));
      const read = await Promise.all(Object.entries(current).map(async ([name, part]) => [name, await readPart(directory, part)] as const));
      return Object.fromEntries(read);
    },
    async save(parts) {
      const next: Manifest['parts'] = { ...current };
      const written: string[] = [];
      generation += 1;
      for (const [name, snapshot] of Object.entries(parts)) {
        const text = JSON.stringify(snapshot);
        const sha256 = digest(text);
        const file = current[name]?.sha256 === sha256 ? current[name].file : `${name}.${generation}.json`;
        next[name] = { file, sha256 };
        if (file === current[name]?.file) continue;
        await write(join(directory, file), text);
        written.push(file);
      }
      if (written.length === 0) return;
      await writeManifest(directory, next);
      current = next;
      await sweep(directory, next);
    },
  };
}

async function readManifest(directory: string): Promise<Manifest | undefined> {
  const file = join(directory, MANIFEST);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new StateError(`${file} cannot be read: ${(error as Error).message}.`, 'Correct its permissions, or name another directory.', error);
    await refuseForeign(directory);
    return undefined;
  }
  const read = manifestSchema.safeParse(parseJson(text));
  if (!read.success) throw damaged(file);
  if (read.data.version > STATE_VERSION) throw new StateError(`${file} was written by a newer sandbox (version ${read.data.version} of the state; this one reads ${STATE_VERSION}).`, 'Use that Banyan, or name another directory.');
  if (read.data.version < STATE_VERSION) throw new StateError(`${file} has version ${read.data.version} of the state; this sandbox reads ${STATE_VERSION}.`, 'Use the Banyan that wrote it, or name another directory.');
  return read.data;
}

/** Parts without a manifest are what is left of a damaged state; a directory of somebody's own files is not one to write into. */
async function refuseForeign(directory: string): Promise<void> {
  const [stray] = (await readdir(directory)).filter((name) => !name.startsWith('lock.sqlite') && name !== `${MANIFEST}.new`);
  if (stray !== undefined) throw new StateError(`${directory} has no ${MANIFEST} but other files (${stray}).`, 'Name an empty directory, or one that a sandbox made; where the file was lost, restore the directory from a copy.');
}

async function writeManifest(directory: string, parts: Manifest['parts']): Promise<void> {
  const manifest: Manifest = { format: 'banyan-sandbox-state', version: STATE_VERSION, parts };
  await write(join(directory, `${MANIFEST}.new`), `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(join(directory, `${MANIFEST}.new`), join(directory, MANIFEST));
}

async function readPart(directory: string, { file, sha256 }: Manifest['parts'][string]): Promise<Snapshot> {
  const path = join(directory, file);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined || digest(text) !== sha256) throw damaged(path);
  return JSON.parse(text) as Snapshot;
}

function damaged(file: string): StateError {
  return new StateError(`${file} is missing, damaged, or not the sandbox’s.`, 'Restore the directory from a copy, or name another to start anew; nothing was changed.');
}

/** On the disk before it returns. Only the owner may read it: there are tokens in it. */
async function write(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Takes away the files of earlier saves. */
async function sweep(directory: string, parts: Manifest['parts']): Promise<void> {
  const kept = new Set(Object.values(parts).map(({ file }) => file));
  for (const name of await readdir(directory)) if (PART_FILE.test(name) && !kept.has(name)) await rm(join(directory, name), { force: true });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
