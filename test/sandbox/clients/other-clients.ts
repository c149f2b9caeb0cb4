import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Endpoint } from './client.ts';

/** What is on this machine of the clients that npm does not bring. */
export const HAS = {
  boto3: runs('python3', '-c', 'import importlib.util, sys; sys.exit(importlib.util.find_spec("boto3") is None)'),
  cli: runs('sh', '-c', 'command -v aws'),
  moto: runs('sh', '-c', 'command -v moto_server'),
} as const;

function runs(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** All that a client of AWS may know: nothing of the user's own settings, and one attempt for each call. */
export function environmentOf({ url, region, credentials }: Endpoint): Readonly<Record<string, string | undefined>> {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_CONFIG_FILE: join(import.meta.dirname, 'aws.config'),
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
  };
}
