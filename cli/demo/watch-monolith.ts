import type { World } from '../../demo/world.ts';
import type { Migration } from '../../domain/migration.ts';

/** How often the monolith was asked for something, by its own count. */
type Views = Readonly<Record<string, number>>;

/** Counts, over a while, what the monolith is still asked for: of the groups' paths, and of everything else. */
export async function watchMonolith(world: World, migrations: readonly Migration[], wait: () => Promise<unknown>): Promise<{ readonly ofGroups: number; readonly ofTheRest: number }> {
  const before = await readViews(world);
  await wait();
  const after = await readViews(world);
  const words = new Set(migrations.flatMap(({ group }) => group.patterns.map(({ path }) => path.split('/').slice(0, 3).join('/'))));
  let [ofGroups, ofTheRest] = [0, 0];
  for (const [path, count] of Object.entries(after)) {
    const more = count - (before[path] ?? 0);
    if (words.has(path)) ofGroups += more;
    else ofTheRest += more;
  }
  return { ofGroups, ofTheRest };
}

async function readViews({ url, internalToken }: World): Promise<Views> {
  const answer = await fetch(`${url}/internal/views`, { headers: { authorization: `Bearer ${internalToken}` } });
  if (!answer.ok) throw new Error(`the monolith answered ${answer.status} to how often it was asked`);
  return (await answer.json()) as Views;
}
