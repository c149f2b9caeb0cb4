import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SandboxSettings } from '../demo/sandbox-process.ts';
import { SHOP_MIGRATIONS, startWorld, type World } from '../demo/world.ts';
import { BanyanError, messageOf } from '../domain/errors.ts';
import { formatLoad, type LoadStats } from './load-stats.ts';
import type { CommonOptions, Io } from './io.ts';

/** Starts the sandbox with the shop, says how to reach it, and stays until Ctrl-C. */
export async function keepSandbox(io: Io, options: CommonOptions, load: number, settings: SandboxSettings): Promise<void> {
  const sandbox = { ...settings, ...(settings.state !== undefined && { state: resolve(io.directory, settings.state) }) };
  const world = await startWorld({ directory: io.directory, load, migrations: migrationsDirectory(io.directory), sandbox, now: io.now }).catch((error: unknown) => {
    throw new BanyanError('SANDBOX_FAILED', `the sandbox did not start: ${messageOf(error)}`, { cause: error });
  });
  try {
    if (options.json) io.out(JSON.stringify({ file: world.file, ...world.endpoints, sandbox: world.sandbox }));
    else {
      io.out(`The sandbox is up, with the shop in it${load > 0 ? ` and ${load} requests a second` : ''}.`);
      for (const [name, value] of Object.entries(world.endpoints)) io.out(`  ${name.padEnd(10)} ${value}`);
      io.out('For the AWS CLI, any SDK and curl:');
      for (const line of exports(world)) io.out(`  ${line}`);
      io.out(`Written to ${world.file}: in another terminal, \`npx banyan status\`, \`plan catalog\`, \`step catalog\`, \`watch\`. Ctrl-C ends it.`);
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
    `export AWS_ENDPOINT_URL=${awsEndpoint} AWS_REGION=${region} AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
    `export UNLEASH_URL=${unleashUrl} UNLEASH_ADMIN_TOKEN='${unleashAdminToken}'`,
    `export BANYAN_FAULTS_URL=${faults.url} BANYAN_FAULTS_TOKEN=${faults.token}`,
  ];
}

/** The user's own migration files where there are any, else those of the sample shop. */
export function migrationsDirectory(directory: string): string {
  const own = join(directory, 'migrations');
  return existsSync(own) ? own : SHOP_MIGRATIONS;
}
