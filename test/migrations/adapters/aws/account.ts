import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../../../sandbox/start.ts';
import { SANDBOX_CREDENTIALS } from '../../../../sandbox/wire/credentials.ts';
import type { Account } from './world.ts';

/** An account of AWS in the sandbox, for the tests of one file. */
export interface OpenAccount extends Account {
  close(): Promise<void>;
}

/** What stands behind the image of the smallest candidate there is. */
export const CANDIDATE_IMAGE = 'shop/catalog:1';

/** The candidate's image is built from `directory`, where it is to be another. */
export async function openAccount(directory = join(import.meta.dirname, 'image')): Promise<OpenAccount> {
  const logDirectory = await mkdtemp(join(tmpdir(), 'banyan-aws-'));
  const images = { 'shop/catalog': { directory } };
  const sandbox = await startSandbox({ images, logDirectory, metricPeriodSeconds: 1, timeScale: 0.02 });
  // The SDK looks for credentials where the AWS CLI does, the environment first.
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: SANDBOX_CREDENTIALS.accessKeyId, AWS_SECRET_ACCESS_KEY: SANDBOX_CREDENTIALS.secretAccessKey });
  return {
    endpoint: sandbox.awsEndpoint,
    region: sandbox.region,
    network: sandbox.network,
    async close() {
      await sandbox.close();
      await rm(logDirectory, { recursive: true });
    },
  };
}
