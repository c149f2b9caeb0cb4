import { readFileSync, readlinkSync } from 'node:fs';
import { z } from 'zod';
import type { EngineClient } from './engine-client.ts';

/** Marks our containers; its value is the process that started them. */
export const OWNER_LABEL = 'dev.banyan.sandbox';

const listed = z.array(z.object({ Id: z.string(), Labels: z.record(z.string(), z.string()) }));

/** This process, told from every other that has had or will have its id: id, time of its start, and the namespace in which that id counts. */
export function ownerLabel(): string {
  return `${process.pid} ${startOf(process.pid)} ${namespace()}`;
}

/** Removes containers of sandboxes that were killed. Those of one that lives, or that cannot be told dead from here, stay. */
export async function removeLeftovers(engine: EngineClient): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: [OWNER_LABEL] }));
  const containers = listed.parse((await engine.call('GET', `/containers/json?all=1&filters=${filters}`)).body);
  const orphans = containers.filter(({ Labels }) => isDead(Labels[OWNER_LABEL] ?? ''));
  await Promise.all(orphans.map(({ Id }) => engine.call('DELETE', `/containers/${Id}?force=1&v=1`)));
}

function isDead(owner: string): boolean {
  const [pid = '', start, place] = owner.split(' ');
  return /^\d+$/.test(pid) && place === namespace() && startOf(Number(pid)) !== start;
}

/** In ticks since the machine started. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function namespace(): string {
  return readlinkSync('/proc/self/ns/pid');
}
