import { BanyanError } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import { formatPattern } from '../../domain/route-group.ts';
import { verifyAws } from '../../migrations/adapters/aws/verify/index.ts';
import { openAccessLog } from '../../migrations/adapters/open-access-log.ts';
import { openJournal } from '../../migrations/adapters/open-journal.ts';
import { verifyAccessLog } from '../../migrations/adapters/verify-access-log.ts';
import { verifyFlags } from '../../migrations/adapters/unleash/verify-flags.ts';
import { verifyJournal } from '../../migrations/adapters/verify-journal.ts';
import { loadMigrations } from '../../migrations/files/load-migrations.ts';
import { ask, finding, group, type Finding } from '../../migrations/verify/finding.ts';
import type { Clock } from '../../migrations/ports/clock.ts';
import { loadConfig, type LoadedConfig } from '../config/load-config.ts';
import type { CommonOptions, Io } from '../io.ts';
import { adoptAwsEnvironment } from '../parts/open-engine.ts';
import { FILL_IN } from '../drafts/draft-migration.ts';
import { openNotifiers } from '../parts/open-notifiers.ts';

/** Everything that Banyan needs, whether it is there. What hangs on something that is not there is skipped, and says so. */
export async function readFindings(io: Io, options: CommonOptions): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  let loaded: LoadedConfig | undefined;
  let migrations: readonly Migration[] = [];
  found.push(
    await ask('configuration', async () => {
      loaded = await loadConfig(io.directory, options.config, io.environment);
      return `${loaded.file} is valid`;
    }),
  );
  if (!loaded) return [...found, ...['migrations', 'AWS', 'flags', 'journal', 'access log', 'notifications'].map((about) => finding(about, 'skip', 'there is no valid configuration'))];
  const { config, environment } = loaded;
  const clock = { now: io.now, sleep: io.sleep };
  found.push(
    await ask('migrations', async () => {
      migrations = await loadMigrations(config.migrations);
      if (migrations.length === 0) return `there is no migration file in ${config.migrations} yet`;
      return group('migrations', migrations.map(migrationFinding));
    }),
  );
  adoptAwsEnvironment(environment);
  found.push(group('AWS', await verifyAws(config, migrations, clock)));
  found.push(
    await ask('flags', async () => {
      const token = environment['UNLEASH_ADMIN_TOKEN'];
      if (!token) throw new BanyanError('CREDENTIALS_MISSING', 'UNLEASH_ADMIN_TOKEN is not set');
      return group('flags', await verifyFlags({ ...config.unleash, token }));
    }),
  );
  found.push(await ask('journal', async () => verifyJournal(config.journal, await openJournal(config, clock), migrations.map(({ id }) => id))));
  found.push(await ask('access log', async () => accessLogFinding(config, clock)));
  found.push(
    await ask('notifications', async () => {
      openNotifiers(config, environment, clock, io.err);
      const count = config.notifications.length;
      return finding('notifications', count === 0 ? 'ok' : 'skip', count === 0 ? 'nobody is to be told' : `${count} addresses are well-formed; that they take what is sent cannot be shown without sending`);
    }),
  );
  return found;
}

/** A draft is valid, and what is left to fill in would only be seen when it is deployed. */
function migrationFinding({ group: { name, patterns }, candidate: { image } }: Migration): Finding {
  const left = [...(image.startsWith(FILL_IN) ? [`the image ${image}`] : []), ...patterns.map(formatPattern).filter((pattern) => pattern.includes(`/${FILL_IN}`))];
  return left.length === 0 ? finding(name, 'ok', image) : finding(name, 'skip', `${left.join(' and ')} ${left.length === 1 ? 'is' : 'are'} still to be filled in`);
}

async function accessLogFinding(config: LoadedConfig['config'], clock: Clock): Promise<Finding> {
  const { accessLog } = config.stats;
  // Who is still sent to legacy is not asked here.
  const log = await openAccessLog(config, clock, { groups: [], legacy: () => Promise.reject(new BanyanError('INTERNAL', 'nobody asks for legacy')) });
  return log && accessLog ? verifyAccessLog(accessLog, log, clock.now()) : finding('access log', 'skip', 'stats.accessLog names none: before retiring, the proxies alone tell who still comes to legacy');
}
