import { hostname, userInfo } from 'node:os';
import { BanyanError } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import { createAwsAdapters } from '../../migrations/adapters/aws/index.ts';
import { createDataMover } from '../../migrations/adapters/data/data-mover.ts';
import { createNoMover } from '../../migrations/adapters/no-mover.ts';
import { readPrometheusReports } from '../../migrations/adapters/prometheus/prometheus-reports.ts';
import { openAccessLog } from '../../migrations/adapters/open-access-log.ts';
import { openJournal } from '../../migrations/adapters/open-journal.ts';
import { createFlagsTogether } from '../../migrations/adapters/unleash/flags-together.ts';
import { createProxyOverrides } from '../../migrations/adapters/proxy-overrides.ts';
import { createUnleashFlags } from '../../migrations/adapters/unleash/unleash-flags.ts';
import { planContext, type Engine } from '../../migrations/engine/engine.ts';
import type { Together } from '../../migrations/engine/run-all.ts';
import { loadMigrations } from '../../migrations/files/load-migrations.ts';
import { askGates } from '../../migrations/gates/ask-gates.ts';
import { announcedJournal } from '../../migrations/notify/announced-journal.ts';
import type { Clock } from '../../migrations/ports/clock.ts';
import { loadConfig, type LoadedConfig } from '../config/load-config.ts';
import type { CommonOptions, Io } from '../io.ts';
import { openNotifiers } from './open-notifiers.ts';
import { didYouMean } from '../suggest.ts';

/** An engine on the configured world, and the migrations it may move. */
export interface OpenEngine {
  readonly engine: Engine;
  /** For looking at many migrations at the cost of a few calls. */
  readonly together: Together;
  readonly migrations: readonly Migration[];
  readonly loaded: LoadedConfig;
}

/**
 * Reads configuration and migration files and builds the engine from the real parts.
 * @throws BanyanError whatever is wrong with them, before anything outside is spoken to
 */
export async function openEngine(io: Io, options: CommonOptions, onChange?: Engine['onChange']): Promise<OpenEngine> {
  const loaded = await loadConfig(io.directory, options.config, io.environment);
  const { config, environment } = loaded;
  const migrations = (await loadMigrations(config.migrations)).map((each) => ({ windows: config.windows, ...each }));
  const token = environment['UNLEASH_ADMIN_TOKEN'];
  if (!token) throw new BanyanError('CREDENTIALS_MISSING', 'UNLEASH_ADMIN_TOKEN is not set');
  adoptAwsEnvironment(environment);
  const clock: Clock = { now: io.now, sleep: io.sleep };
  const announce = openNotifiers(config, environment, clock, io.err);
  const { from } = config.stats;
  const prometheus = from === 'proxies' ? undefined : { url: from.prometheus, job: from.job, token: environment['PROMETHEUS_TOKEN'], clock };
  const aws = createAwsAdapters(config, clock, prometheus && (() => readPrometheusReports(prometheus)));
  const accessLog = await openAccessLog(config, clock, { groups: migrations.map(({ group }) => group), legacy: () => aws.legacyTargetGroup() });
  const unleash = { ...config.unleash, token };
  const engine: Engine = {
    ports: {
      ...aws,
      overrides: createProxyOverrides({ addresses: () => aws.proxyAddresses(), token: environment['BANYAN_ADMIN_TOKEN'] }),
      flags: createUnleashFlags(unleash),
      mover: config.mover ? createDataMover({ url: config.mover.url, token: environment['BANYAN_ADMIN_TOKEN'] }) : createNoMover(),
      ...(accessLog && { accessLog }),
      journal: announcedJournal(await openJournal(config, clock), announce),
      clock,
    },
    askGates,
    drift: config.drift,
    context: planContext(migrations, config),
    mayRetire: options.yes === true,
    who: `${userInfo().username}@${hostname()}`,
    ...(onChange && { onChange }),
  };
  const together: Together = { begin: () => aws.together.begin(), ports: { ...engine.ports, ...aws.together, flags: createFlagsTogether(unleash) } };
  return { engine, together, migrations, loaded };
}

/** The migration of that route group. */
export function migrationOf(migrations: readonly Migration[], group: string): Migration {
  const found = migrations.find((migration) => migration.group.name === group || migration.id === group);
  if (found) return found;
  const known = migrations.map((migration) => migration.group.name);
  throw new BanyanError('MIGRATION_NOT_FOUND', `no migration file moves a route group "${group}"; there are: ${known.join(', ') || 'none'}.${didYouMean(group, known)}`);
}

/** The SDK finds its credentials by itself, in the environment of the process among others: the sandbox's have to stand there. */
export function adoptAwsEnvironment(environment: LoadedConfig['environment']): void {
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith('AWS_') && value !== undefined) process.env[name] = value;
  }
}
