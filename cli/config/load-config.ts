import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { worldFile } from '../../demo/world-file.ts';
import type { Config } from '../../domain/config.ts';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { describeIssues } from '../../migrations/files/parse-definition.ts';
import { configSchema } from './config-schema.ts';

/** A configuration, where it came from, and the environment its secrets are read from. */
export interface LoadedConfig {
  readonly file: string;
  readonly config: Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The configuration named, or else `banyan.config.json`, or else that of the running sandbox, below `directory`.
 * The sandbox's file carries its own credentials, which are no secrets; they are used with that file and with no other.
 * @throws BanyanError CONFIG_NOT_FOUND, CONFIG_INVALID
 */
export async function loadConfig(directory: string, named: string | undefined, environment: LoadedConfig['environment']): Promise<LoadedConfig> {
  const candidates = named === undefined ? ['banyan.config.json', worldFile('')] : [named];
  for (const candidate of candidates) {
    const file = resolve(directory, candidate);
    const text = await readIfThere(file);
    if (text === undefined) continue;
    const content = parseJson(file, text);
    if (isSandboxFile(content)) return { file, config: checkConfig(file, content.config, directory), environment: { ...environment, ...content.environment } };
    return { file, config: checkConfig(file, content, dirname(file)), environment };
  }
  throw new BanyanError('CONFIG_NOT_FOUND', `there is no ${candidates.join(' and no ')} in ${directory}`);
}

/** What `banyan sandbox` writes for the other verbs. */
export interface SandboxFile {
  readonly sandbox: Readonly<Record<string, string | number>>;
  readonly config: unknown;
  readonly environment: Readonly<Record<string, string>>;
}

function isSandboxFile(content: unknown): content is SandboxFile {
  return typeof content === 'object' && content !== null && 'sandbox' in content && 'config' in content;
}

function checkConfig(file: string, content: unknown, directory: string): Config {
  const parsed = configSchema.safeParse(content);
  if (!parsed.success) throw new BanyanError('CONFIG_INVALID', `${file} is not a valid configuration:\n${describeIssues(parsed.error.issues)}`);
  const { $schema: _, ...config } = parsed.data;
  const absolute = { ...config, journal: config.journal.startsWith('s3://') ? config.journal : resolve(directory, config.journal), migrations: resolve(directory, config.migrations) };
  return Object.freeze(JSON.parse(JSON.stringify(absolute)) as Config);
}

function parseJson(file: string, text: string): unknown {
  try {
    // Some editors begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new BanyanError('CONFIG_INVALID', `${file} is not JSON: ${messageOf(error)}`, { cause: error });
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new BanyanError('CONFIG_INVALID', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
