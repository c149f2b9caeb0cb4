import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorld, type World, type WorldOptions } from '../../demo/world.ts';
import { ROOT } from './source-files.ts';

/** The load generator's account of itself. */
export interface LoadAccount {
  readonly sent: number;
  readonly failed: number;
  readonly failures: readonly unknown[];
}

/** The sandbox with the shop in it, in a directory of its own, moved by the migration file of the fixtures. */
export async function startShopWorld(options: Pick<WorldOptions, 'load' | 'images'>): Promise<World & { readonly directory: string; loadAccount(): Promise<LoadAccount> }> {
  const directory = await mkdtemp(join(tmpdir(), 'banyan-world-'));
  const world = await startWorld({ directory, migrations: join(ROOT, 'test/fixtures/migrations'), now: Date.now, ...options });
  return {
    ...world,
    directory,
    loadAccount: async () => (await (await fetch(world.load?.hello.stats ?? '')).json()) as LoadAccount,
    close: async () => {
      await world.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
