import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../demo/free-port.ts';
import type { ProxyReport } from '../../../domain/proxy-report.ts';
import { ROOT } from '../../support/source-files.ts';
import { until } from '../../support/until.ts';
import { INSPECTABLE } from '../held-memory.ts';
import { GROUPS } from './callers.ts';
import type { World } from './faults.ts';

/** The proxy as its task runs it, in front of the soak's world. */
export interface SoakedProxy {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it logs as an error; it should have nothing of that kind to say. */
  readonly errors: readonly string[];
  report(): Promise<ProxyReport>;
}

export interface SoakedProxyOptions {
  readonly world: World;
  readonly unleash: { readonly url: string; readonly token: string };
}

/** It has its flags when this resolves. */
export async function startProxy({ world, unleash }: SoakedProxyOptions): Promise<SoakedProxy> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const group = (name: keyof typeof GROUPS) => ({ name, patterns: [`${GROUPS[name]}/*`], candidate: world[name].url, shadow: { timeoutMs: 1_000, masks: {}, unordered: [] }, cohort: { timeoutMs: 500 } });
  const child = spawn(process.execPath, [join(ROOT, 'proxy/main.ts')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PORT: String(port),
      HOST: '127.0.0.1',
      ADMIN_PORT: String(adminPort),
      LEGACY_URL: world.legacy.url,
      DNS_SERVER: world.names.address,
      UNLEASH_URL: unleash.url,
      UNLEASH_TOKEN: unleash.token,
      LOG_LEVEL: 'info',
      NODE_OPTIONS: INSPECTABLE,
      BANYAN_ROUTE_GROUPS: JSON.stringify([group('cohort'), group('shadowed')]),
    },
  });
  // Whatever it says there has to be read: it would wait for that.
  child.stderr.pipe(process.stderr, { end: false });
  const errors: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    errors.push(...lines.filter((line) => /^\{"level":[56]0,/.test(line)));
  });
  void once(child, 'exit').then(([code, signal]) => errors.push(`the proxy ended with ${code ?? signal}`));
  const report = async () => (await (await fetch(`http://127.0.0.1:${adminPort}/report`, { headers: { connection: 'close' } })).json()) as ProxyReport;
  await until(async () => (await report().catch(() => undefined))?.flags === 'fresh' || undefined, 60_000).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return { child, url: `http://127.0.0.1:${port}`, errors, report };
}

/** How many files and sockets a process has open, once as few are as ever will be, or as there may be. */
export async function descriptorsAtRest({ pid }: ChildProcess, enough = 0): Promise<number> {
  let least = Infinity;
  // Connections that were kept alive end by themselves within some seconds; ten without a change are rest.
  for (let steady = 0; steady < 10 && least > enough; steady += 1, await sleep(1_000)) {
    const now = readdirSync(`/proc/${pid}/fd`).length;
    if (now < least) [least, steady] = [now, 0];
  }
  return least;
}
