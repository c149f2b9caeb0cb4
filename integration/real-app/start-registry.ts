import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../demo/free-port.ts';
import { answers, startProgram, type Program } from '../../bench/processes/program.ts';

/** An empty Verdaccio in a directory of its own. Whoever has an account may publish; nothing is asked of any other registry. */
export async function startRegistry(directory: string): Promise<Program & { readonly url: string }> {
  const port = await freePort();
  const config = join(directory, 'verdaccio.yaml');
  await mkdir(directory, { recursive: true });
  await writeFile(config, `storage: ${directory}/storage
web: { title: Packages }
auth: { htpasswd: { file: ${directory}/htpasswd, max_users: 10 } }
uplinks: {}
packages:
  '**': { access: $all, publish: $authenticated, unpublish: $authenticated }
max_body_size: 64mb
log: { type: file, path: ${directory}/verdaccio.log, level: warn }
`);
  const url = `http://127.0.0.1:${port}`;
  const verdaccio = join(import.meta.dirname, 'node_modules/verdaccio/bin/verdaccio');
  const program = await startProgram(process.execPath, [verdaccio, '--config', config, '--listen', url], { env: { HOME: directory }, stdio: ['ignore', 'ignore', 'inherit'], isReady: () => answers(`${url}/-/ping`) });
  return { ...program, url };
}
