import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { createDashboardSource } from '../../dashboard/looking/dashboard-source.ts';
import { engineActs } from '../../dashboard/server/engine-acts.ts';
import { serveDashboard } from '../../dashboard/server/serve-dashboard.ts';
import { createSessions } from '../../dashboard/server/sessions.ts';
import type { EngineState } from '../../dashboard/state/dashboard-state.ts';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { runAll } from '../../migrations/engine/run-all.ts';
import { describeTick, driveOptions, newsOnly } from '../driving/drive-options.ts';
import { instrumentsOf } from '../parts/instruments.ts';
import type { CommonOptions, Io } from '../io.ts';
import { openEngine, type OpenEngine } from '../parts/open-engine.ts';
import { tellEnd } from '../driving/run-every-group.ts';

/** What `banyan serve` takes. */
export interface ServeOptions extends CommonOptions {
  readonly port: number;
  readonly host: string;
  readonly name?: readonly string[];
  readonly run?: boolean;
}

/** Has the token of those who may act; without it one is made for this run. */
const TOKEN = 'BANYAN_DASHBOARD_TOKEN';
const SHORTEST_TOKEN = 16;

/** Serves the page until Ctrl-C, and with `--run` moves the migrations meanwhile. */
export async function serve(io: Io, options: ServeOptions): Promise<void> {
  const opened = await openEngine(io, options);
  const { engine, together, migrations, loaded } = opened;
  const given = tokenOf(loaded.environment[TOKEN]);
  const token = given ?? randomBytes(24).toString('base64url');
  const instruments = instrumentsOf(loaded.config);
  const drive = driveOptions(io, loaded.config, 'serve --run');
  let engineState: EngineState = { kind: 'watching' };

  const source = createDashboardSource({ engine, together, migrations, metricPeriodMs: instruments.metricPeriodMs, engineState: () => engineState });
  const acts = engineActs({ engine, migrations, drive: { pollMs: drive.pollMs, patienceMs: drive.patienceMs }, instruments });
  const sessions = createSessions(token, engine.ports.clock);
  const page = await serveDashboard({ source, acts, sessions, now: io.now, host: options.host, port: options.port, names: options.name ?? [] }).catch(async (error: unknown) => {
    await source.stop();
    throw error;
  });
  try {
    say(io, options, page.url, given === undefined ? token : undefined);
    const running = options.run ? runBeside(io, opened, (state) => void (engineState = state)) : undefined;
    if (!io.signal.aborted) await once(io.signal, 'abort');
    await running;
  } finally {
    await page.close();
    await source.stop();
  }
}

function tokenOf(given: string | undefined): string | undefined {
  if (given === undefined || given === '') return undefined;
  if (given.length >= SHORTEST_TOKEN) return given;
  throw new BanyanError('CONFIG_INVALID', `${TOKEN} has ${given.length} characters`, { remedy: `Give it ${SHORTEST_TOKEN} or more that nobody can guess, or leave it out: one is made then.` });
}

/** A token that was given is known to who has to know it, and is said nowhere. */
function say(io: Io, { json }: ServeOptions, url: string, made: string | undefined): void {
  if (json) return io.out(JSON.stringify({ url, login: made === undefined ? null : `${url}#token=${made}` }));
  io.out(`The page is at ${url}`);
  io.out(made === undefined ? `Whoever has ${TOKEN} can act on it.` : `To act on it, open ${url}#token=${made}`);
  io.out('Ctrl-C ends it. What is under way stays where it is, and goes on when it is run again.');
}

/** Moves all migrations. That one of them ends, or all, ends nothing of the page. */
async function runBeside(io: Io, { engine, together, migrations, loaded }: OpenEngine, tell: (state: EngineState) => void): Promise<void> {
  tell({ kind: 'running' });
  const news = new Map(migrations.map(({ id }) => [id, newsOnly()]));
  try {
    const ends = await runAll(engine, together, migrations, {
      ...driveOptions(io, loaded.config, 'serve --run'),
      onTick: (migration, tick) => {
        if (news.get(migration.id)?.(tick)) io.err(`${migration.group.name}  ${describeTick(tick)}`);
      },
    });
    for (const { id, group } of migrations) io.err(`${group.name}  ${endInWords(tellEnd(ends.get(id)))}`);
    const failures = migrations.flatMap(({ id, group }) => {
      const end = ends.get(id);
      return end instanceof BanyanError ? [[group.name, `${end.code}: ${end.message}`]] : [];
    });
    tell({ kind: 'ended', failures: Object.fromEntries(failures) });
  } catch (error) {
    if (io.signal.aborted) return;
    io.err(messageOf(error));
    tell({ kind: 'ended', failures: Object.fromEntries(migrations.map(({ group }) => [group.name, messageOf(error)])) });
  }
}

function endInWords({ end, because }: ReturnType<typeof tellEnd>): string {
  return because === null ? end : `${end}: ${because}`;
}
