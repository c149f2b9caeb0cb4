import { BanyanError } from '../../domain/errors.ts';
import { createAwsAdapters } from '../../migrations/adapters/aws/index.ts';
import { loadMigrations } from '../../migrations/files/load-migrations.ts';
import { loadConfig, type LoadedConfig } from '../config/load-config.ts';
import type { CommonOptions, Io } from '../io.ts';
import { adoptAwsEnvironment, migrationOf } from './open-engine.ts';

/**
 * The operators' ports of the proxies that serve a route group, and the environment in which their token is found.
 * @throws BanyanError MIGRATION_NOT_FOUND, PROXY_UNREACHABLE, and whatever is wrong with the configuration
 */
export async function openProxies(io: Io, options: CommonOptions, group: string): Promise<{ readonly urls: readonly string[]; readonly environment: LoadedConfig['environment'] }> {
  const { config, environment } = await loadConfig(io.directory, options.config, io.environment);
  migrationOf(await loadMigrations(config.migrations), group);
  adoptAwsEnvironment(environment);
  const aws = createAwsAdapters(config, { now: io.now, sleep: io.sleep });
  try {
    const urls = await aws.proxyAddresses();
    if (urls.length === 0) throw new BanyanError('PROXY_UNREACHABLE', `Cloud Map knows no task of the proxy under "${config.proxy.discovery}.${config.namespace}".`);
    return { urls, environment };
  } finally {
    aws.close();
  }
}
