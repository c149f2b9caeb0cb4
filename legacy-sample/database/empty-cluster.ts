import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';

const CACHE = new URL('../.cache/', import.meta.url);
/** A cluster belongs to the version of PGlite that made it, the one `package.json` pins. */
export const CLUSTER = new URL('cluster-pglite-0.5.14.tar', CACHE);

/**
 * An initialised PostgreSQL cluster with nothing in it. Initialising one takes seconds of CPU and loading a copy a fraction of one,
 * so the first is kept beside the code; where that cannot be written, every start initialises its own.
 */
export async function loadEmptyCluster(): Promise<Blob> {
  try {
    return new Blob([await readFile(CLUSTER)]);
  } catch {
    return createEmptyCluster();
  }
}

async function createEmptyCluster(): Promise<Blob> {
  const db = await PGlite.create();
  const cluster = await db.dumpDataDir('none');
  await db.close();
  await keep(cluster).catch(() => undefined);
  return cluster;
}

/** Written beside and renamed, so that processes that start together never read half a file. */
async function keep(cluster: Blob): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const draft = new URL(`cluster-${process.pid}.draft`, CACHE);
  try {
    await writeFile(draft, cluster.stream());
    await rename(draft, CLUSTER);
  } finally {
    await rm(draft, { force: true });
  }
}
