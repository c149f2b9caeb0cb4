import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

/** What one step came to, without what differs between any two runs: addresses, times, random parts of names. */
export interface Step {
  readonly step: string;
  readonly status: number | null;
  readonly said: string;
}

/** Packages that are published. The heavy one does not compress; its bytes are the same at every call. */
const HEAVY = randomBytes(6 * 2 ** 20);

/**
 * Uses the registry at a URL as its users do: an account, packages published, looked at, tagged, installed and taken back, by npm. Everything happens in `directory`. The last step is what lies there after the installations.
 */
export async function useRegistry(url: string, directory: string): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const { host } = new URL(url);

  const account = await fetch(`${url}/-/user/org.couchdb.user:ada`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'ada', password: 'a-long-password' }) });
  const { token } = (await account.json()) as { token: string };
  steps.push({ step: 'make an account', status: account.status, said: typeof token });
  await write(join(directory, 'npmrc'), `registry=${url}/\n//${host}/:_authToken=${token}\n`);

  await makePackage('greet', { name: 'greet', version: '1.0.0' }, { 'index.js': 'module.exports = () => "hello";\n' });
  await makePackage('greet-2', { name: 'greet', version: '1.1.0' }, { 'index.js': 'module.exports = () => "good day";\n' });
  await makePackage('heavy', { name: 'heavy', version: '1.0.0' }, { 'data.bin': HEAVY });
  await makePackage('tools', { name: '@team/tools', version: '0.1.0', dependencies: { greet: '^1.0.0', heavy: '1.0.0' } }, { 'index.js': 'module.exports = require("greet");\n' });
  await makePackage('scratch', { name: 'scratch', version: '0.0.0', private: true }, {});

  await npm('whoami');
  await npm('ping');
  for (const name of ['greet', 'heavy', 'greet-2']) await npm(`publish ./${name}`);
  await npm('publish ./tools --access public');
  await npm('publish ./greet');
  await npm('view greet --json');
  await npm('view nobody-wrote-this --json');
  await npm('dist-tag add greet@1.0.0 old');
  await npm('dist-tag ls greet');
  await npm('search greet --json');
  await npm('deprecate greet@1.0.0 old-news');
  await npm('install --prefix scratch @team/tools greet@old');
  await npm('ci --prefix scratch');
  await npm('unpublish heavy@1.0.0 --force');
  await npm('view heavy --json');
  const page = await fetch(url, { headers: { accept: 'text/html' } });
  steps.push({ step: 'open the page', status: page.status, said: withoutPlace(await page.text()) });
  steps.push({ step: 'look at what is installed', status: 0, said: filesBelow(join(directory, 'scratch')).join('\n') });
  return steps;

  async function npm(words: string): Promise<void> {
    const env = { PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter), HOME: directory, npm_config_userconfig: join(directory, 'npmrc'), npm_config_cache: join(directory, 'cache'), npm_config_audit: 'false', npm_config_fund: 'false', npm_config_update_notifier: 'false', npm_config_progress: 'false' };
    const child = spawn('npm', words.split(' '), { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [status] = (await once(child, 'close')) as [number | null];
    // The two streams mix as they happen to; the lines are what counts.
    steps.push({ step: `npm ${words}`, status, said: withoutPlace(said).split('\n').toSorted().join('\n') });
  }

  async function makePackage(folder: string, manifest: object, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
    await write(join(directory, folder, 'package.json'), JSON.stringify(manifest));
    for (const [name, content] of Object.entries(files)) await write(join(directory, folder, name), content);
  }

  function withoutPlace(text: string): string {
    return text
      .replaceAll(url, 'REGISTRY')
      .replaceAll(host, 'HOST')
      .replaceAll(directory, 'DIRECTORY')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:._]+(Z|-debug-\d+\.log)/g, 'TIME')
      .replaceAll(/\bin \d+m?s\b|PONG \d+ms/g, 'in TIME')
      .replaceAll(/"_rev": "(\d+)-[0-9a-f]+"/g, '"_rev": "$1-RANDOM"');
  }
}

async function write(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Path and SHA-256 of every file; addresses in lock files are of the registry that was asked, and not looked at. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const content = readFileSync(path);
      const same = name.endsWith('lock.json') ? content.toString().replaceAll(/"resolved": "http:\/\/[^/]+/g, '') : content;
      return `${path.slice(folder.length)} ${createHash('sha256').update(same).digest('hex')}`;
    })
    .toSorted();
}
