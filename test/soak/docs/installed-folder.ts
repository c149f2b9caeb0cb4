import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { must, pack } from '../package/packed.ts';
import { read } from '../../support/source-files.ts';
import { startRegistry } from './registry.ts';

/** An empty folder, and the environment in which `npm install banyan` gives what would be published now. */
export interface EmptyFolder {
  readonly path: string;
  readonly environment: NodeJS.ProcessEnv;
  remove(): Promise<void>;
}

export async function openEmptyFolder(): Promise<EmptyFolder> {
  const packed = await mkdtemp(join(tmpdir(), 'banyan-packed-'));
  const path = await mkdtemp(join(tmpdir(), 'banyan-empty-'));
  const elsewhere = must('npm', ['config', 'get', 'registry']).trim();
  const registry = await startRegistry(pack(packed), JSON.parse(read('package.json')) as { version: string }, elsewhere);
  const { npm_config_local_prefix: _, ...around } = process.env;
  const environment = { ...around, PATH: `${dirname(process.execPath)}:${process.env['PATH']}`, npm_config_registry: registry.url, npm_config_audit: 'false', npm_config_fund: 'false', npm_config_prefer_offline: 'true', npm_config_update_notifier: 'false' };
  return {
    path,
    environment,
    async remove() {
      await registry.close();
      await Promise.all([packed, path].map((each) => rm(each, { recursive: true, force: true })));
    },
  };
}
