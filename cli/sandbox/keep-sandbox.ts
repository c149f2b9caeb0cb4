import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SandboxSettings } from '../../demo/sandbox-process.ts';
import { SHOP_MIGRATIONS, startWorld, type World } from '../../demo/world.ts';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { formatLoad, type LoadStats } from './load-stats.ts';
import type { CommonOptions, Io } from '../io.ts';
import { ownFolders } from './own-world.ts';
import { tellWaiting } from '../waiting/tell-waiting.ts';

export interface SandboxOptions extends CommonOptions {
  /** Requests a second to the sample shop; 0 is none. */
  readonly load: number;
  /** Folder of the user's own monolith, in the place of the sample shop. */
  readonly legacy?: string;
  /** Folders by the image that they stand for. */
  readonly images: Readonly<Record<string, string>>;
}

/** Starts the sandbox with the shop or the user's own monolith, says how to reach it, and stays until Ctrl-C. */
export async function keepSandbox(io: Io, options: SandboxOptions, settings: SandboxSettings): Promise<void> {
  const { load, legacy } = options;
  if (legacy !== undefined && load > 0) throw new BanyanError('USAGE', '--load is the sample shop’s: it asks for pages that your monolith has not', { remedy: 'Leave --load or --legacy out; any load generator can be pointed at the printed address.' });
  const images = ownFolders(io.directory, legacy, options.images);
  const sandbox = { ...settings, ...(settings.state !== undefined && { state: resolve(io.directory, settings.state) }) };
  const migrations = legacy === undefined ? migrationsDirectory(io.directory) : join(io.directory, 'migrations');
  const starting = startWorld({ directory: io.directory, load, images, migrations, sandbox, now: io.now });
  const world = await tellWaiting(io, `starting AWS, Unleash and ${legacy ?? 'the shop'}`, starting).catch((error: unknown) => {
    throw new BanyanError('SANDBOX_FAILED', `the sandbox did not start: ${messageOf(error)}`, { cause: error });
  });
  try {
    if (options.json) io.out(JSON.stringify({ file: world.file, ...world.endpoints, sandbox: world.sandbox }));
    else {
      io.out(`The sandbox is up, with ${legacy === undefined ? 'the shop' : legacy} in it${load > 0 ? ` and ${load} requests a second` : ''}.`);
      for (const [name, value] of Object.entries(world.endpoints)) io.out(`  ${name.padEnd(10)} ${value}`);
      io.out('For the AWS CLI, any SDK and curl:');
      for (const line of exports(world)) io.out(`  ${line}`);
      io.out(`Written to ${world.file}: in another terminal, \`npx banyan status\`, \`plan\`, \`step\`, \`run\`, \`watch\`. Ctrl-C ends it.`);
    }
    if (!io.signal.aborted) await once(io.signal, 'abort');
  } finally {
    await world.close();
    const account = world.load?.lines.at(-1);
    if (account) io.out(options.json ? account : formatLoad(JSON.parse(account) as LoadStats));
  }
}

/** Lines for a shell. Only the sandbox's own keys and tokens are in them, which open nothing else. */
function exports({ sandbox }: World): readonly string[] {
  const { awsEndpoint, credentials, region, unleashUrl, unleashAdminToken, faults } = sandbox;
  return [
    `export AWS_ENDPOINT_URL=${awsEndpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region} AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
    `export UNLEASH_URL=${unleashUrl} UNLEASH_ADMIN_TOKEN='${unleashAdminToken}'`,
    `export BANYAN_FAULTS_URL=${faults.url} BANYAN_FAULTS_TOKEN=${faults.token}`,
  ];
}

/** The user's own migration files where there are any, else those of the sample shop. */
export function migrationsDirectory(directory: string): string {
  const own = join(directory, 'migrations');
  return existsSync(own) ? own : SHOP_MIGRATIONS;
}
