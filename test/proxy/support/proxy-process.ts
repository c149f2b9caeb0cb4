import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onCleanup } from './cleanup.ts';
import { refusingUrl } from './upstream.ts';
import { COMPILED } from '../../support/inherited.ts';
import { until } from '../../support/until.ts';

/** Several processes begin, on a machine that may be busy. */
const START_MS = 25_000;

export interface ProxyProcess {
  readonly child: ChildProcess;
  readonly output: { out: string; err: string };
  readonly exit: Promise<number | null>;
}

/** The proxy as its task runs it: `node main.ts` in its folder, with nothing but its own environment. On SIGUSR2 a process of it throws, on SIGWINCH a promise is rejected, and nobody catches either. */
export function spawnProxy(env: Record<string, string>): ProxyProcess {
  const faults = "process.on('SIGUSR2', () => { throw new Error('thrown') }); process.on('SIGWINCH', () => void Promise.reject(new Error('rejected')))";
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(faults)}`, 'main.ts'], { cwd: fileURLToPath(new URL('../../../proxy/', import.meta.url)), env: { ...COMPILED, ...env } });
  const output = { out: '', err: '' };
  child.stdout.on('data', (data) => (output.out += String(data)));
  child.stderr.on('data', (data) => (output.err += String(data)));
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  onCleanup(() => child.kill('SIGKILL'));
  return { child, output, exit };
}

/** One that serves, on free ports. */
export async function startProxyProcess(legacyUrl: string, env: Record<string, string> = {}): Promise<ProxyProcess & { readonly port: number; readonly adminPort: number }> {
  const proxy = spawnProxy({ PORT: '0', HOST: '127.0.0.1', ADMIN_PORT: '0', LEGACY_URL: legacyUrl, UNLEASH_URL: await refusingUrl(), UNLEASH_TOKEN: 'client-token', DRAIN_MS: '50', ...env });
  const ready = () => proxy.output.out.split('\n').findLast((line) => line.includes('the proxy is ready') && (env['PROCESSES'] === undefined || line.includes('"processes"')));
  const { port, adminPort } = JSON.parse(await until(ready, START_MS)) as { port: number; adminPort: number };
  return { ...proxy, port, adminPort };
}
