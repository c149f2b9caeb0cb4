import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Io } from '../../../cli/io.ts';
import { openEngine, type OpenEngine } from '../../../cli/parts/open-engine.ts';
import { startWorld } from '../../../demo/world.ts';
import type { Migration } from '../../../domain/migration.ts';
import { stopName } from '../../../domain/stop.ts';
import { runAll } from '../../../migrations/engine/run-all.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import type { Tick } from '../../../migrations/engine/tick-result.ts';
import { figure, reading, type Figure } from '../../figure.ts';
import { startCountingEndpoint, type CountingEndpoint } from '../../processes/counting-endpoint.ts';

/**
 * Of 100 groups, how many stand where: at a weight, with two rules each and gates that are asked, and at `deploy`, with one. The others have not begun: AWS's default quota is
 * 100 rules for a load balancer, of which the shop has one.
 */
const AT_WEIGHT = 12;
const AT_DEPLOY = 75;
const GROUPS = 100;
const ROUNDS = 40;

/**
 * Calls to AWS and Unleash that a round of looking makes, in the sandbox with the shop in it: at its first, and at its dearest later, while everything
 * waits for its gates. Takes some minutes, most of which it builds the groups.
 */
export async function engineReadFigures(): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'banyan-reads-'));
  const migrations = join(directory, 'migrations');
  await mkdir(migrations);
  for (let n = 0; n < GROUPS; n++) await writeFile(join(migrations, `${String(n).padStart(4, '0')}-group-${n}.migration.mjs`), `export default ${JSON.stringify(definitionOf(n))};`);
  const image = join(import.meta.dirname, 'image');
  const world = await startWorld({ directory, load: 0, migrations, images: { 'shop/catalog': { directory: image } }, now: Date.now });
  const ways: CountingEndpoint[] = [];
  try {
    const built = await openEngine(ioAt(directory), {});
    await build(built);
    const content = JSON.parse(await readFile(world.file, 'utf8')) as { config: { aws: { endpoint: string }; unleash: { url: string } } };
    ways.push(await startCountingEndpoint(content.config.aws.endpoint), await startCountingEndpoint(content.config.unleash.url));
    content.config.aws.endpoint = ways[0]?.url ?? '';
    content.config.unleash.url = ways[1]?.url ?? '';
    await writeFile(world.file, JSON.stringify(content));
    const figures: Figure[] = [];
    for (const groups of [1, 10, GROUPS]) figures.push(...(await look(directory, ways, groups)));
    return figures;
  } finally {
    for (const way of ways) await way.close();
    await world.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function definitionOf(n: number): object {
  const gates = [{ kind: 'error-rate', margin: 0.01 }];
  return {
    kind: 'migration',
    group: { kind: 'route-group', name: `group-${n}`, patterns: [`/group-${n}/*`] },
    candidate: { kind: 'ecs-service', image: 'shop/catalog:1', cpu: 256, memory: 512, port: 3000, health: '/healthz', desired: 1 },
    steps: [{ kind: 'front' }, { kind: 'weight', percents: [10, 50], gates }],
    // The others stay where they are put.
    ...(n >= AT_WEIGHT && { windows: ['sun 00:00-00:01 UTC'] }),
  };
}

/** Sleeps a twentieth as long: nothing here asks the account to be spared. */
function ioAt(directory: string): Io {
  const nothing = () => undefined;
  return { out: nothing, err: nothing, setStatus: nothing, directory, environment: process.env, isTerminal: false, signal: new AbortController().signal, now: Date.now, sleep: (ms) => sleep(ms / 20) };
}

async function build({ engine, together, migrations }: OpenEngine): Promise<void> {
  const parts = [migrations.slice(0, AT_WEIGHT), migrations.slice(AT_WEIGHT, AT_WEIGHT + AT_DEPLOY)];
  const stops = ['weight:10', 'deploy'];
  for (const [n, part] of parts.entries()) {
    const until = stops[n];
    const standing = new Set<string>();
    const done = new AbortController();
    // A gate that is held at the last of these stops says that a migration has come there.
    const held = part.map((migration): Migration => (until === 'deploy' ? { ...migration, steps: [], windows: [] } : migration));
    const onTick = ({ id }: Migration, tick: Tick) => {
      if ((tick.kind === 'held' || tick.kind === 'finished') && stopName(tick.stop) === until) standing.add(id);
      if (standing.size === held.length) done.abort();
    };
    const ends = await runAll(engine, together, held, { why: 'bench', pollMs: 2_000, patienceMs: 600_000, signal: done.signal, onTick }).catch((error: unknown) => {
      if (!done.signal.aborted) throw error;
    });
    const failed = [...(ends?.values() ?? [])].find((end) => end instanceof Error);
    if (standing.size < held.length) throw new Error(`only ${standing.size} of ${held.length} came to ${until}`, { cause: failed });
  }
}

async function look(directory: string, ways: readonly CountingEndpoint[], groups: number): Promise<Figure[]> {
  const total = (): number => ways.flatMap(({ calls }) => [...calls.values()]).reduce((sum, each) => sum + each, 0);
  const { engine, together, migrations } = await openEngine(ioAt(directory), {});
  const looked = migrations.slice(0, groups);
  const rounds: number[] = [];
  let before = total();
  const done = new AbortController();
  const begin = (): void => {
    rounds.push(total() - before);
    before = total();
    if (rounds.length > ROUNDS) done.abort();
    together.begin();
  };
  await runAll(engine, { ...together, begin }, looked, { why: 'bench', pollMs: 200, patienceMs: 600_000, signal: done.signal }).catch((error: unknown) => {
    if (!done.signal.aborted) throw error;
  });
  before = total();
  await tick(engine, looked[0]!, 'converge', 'bench');
  const alone = total() - before;
  const named = `${groups} route group${groups === 1 ? '' : 's'}`;
  return [
    reading(`engine reads, ${named}: first look`, rounds[1] ?? Number.NaN, 'calls'),
    figure(`engine reads, ${named}: a tick later on, the dearest of ${ROUNDS - 2}`, Math.max(...rounds.slice(3)), 'calls', '≤', 12),
    ...(groups === 1 ? [reading('engine reads: one route group that is acted upon, read alone', alone, 'calls')] : []),
  ];
}
