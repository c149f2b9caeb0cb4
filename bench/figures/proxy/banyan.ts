import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createUnleashFlags } from '../../../migrations/adapters/unleash/unleash-flags.ts';
import type { ProxyGroup } from '../../../domain/proxy-groups.ts';
import type { ProxyReport } from '../../../domain/proxy-report.ts';
import { startChild } from '../../processes/child.ts';
import { freePort } from '../../../demo/free-port.ts';
import { startProgram } from '../../processes/program.ts';
import type { Served } from './rivals.ts';

/** The sandbox's Unleash, with the flags that are wanted in it. */
export interface FlagServer {
  readonly url: string;
  readonly token: string;
  /** Name of a group so many percent of whose requests are shadowed; nobody is in its cohort. */
  groupShadowed(percent: number): Promise<string>;
  stop(): Promise<void>;
}

export async function startFlagServer(directory: string): Promise<FlagServer> {
  const sandbox = await startChild(['sandbox/main.ts', JSON.stringify({ images: {}, logDirectory: directory })]);
  const { unleashUrl, unleashAdminToken, unleashClientToken } = JSON.parse(sandbox.firstLine) as { unleashUrl: string; unleashAdminToken: string; unleashClientToken: string };
  const flags = createUnleashFlags({ url: unleashUrl, token: unleashAdminToken, project: 'default', environment: 'production' });
  return {
    url: `${unleashUrl}/api`,
    token: unleashClientToken,
    async groupShadowed(percent) {
      const group = `shadowed-${percent}`;
      await flags.ensure(group, { on: true, cohortPercent: 0, shadowPercent: percent });
      return group;
    },
    stop: () => sandbox.stop(),
  };
}

export interface BanyanOptions {
  readonly directory: string;
  readonly flags: FlagServer;
  readonly legacy: string;
  readonly candidate: string;
  /** Of the route group. Default: what is below `/api/`. */
  readonly patterns?: readonly string[];
  /** Of the group's requests. */
  readonly shadowPercent: number;
  readonly shadowTimeoutMs?: number;
  readonly forwarder?: 'undici' | 'http-proxy-middleware';
  /** Goes to a file. Default `warn`. */
  readonly logLevel?: 'warn' | 'info';
  /** The program. Default: the built proxy. */
  readonly main?: string;
}

export interface Banyan extends Served {
  readonly pid: number;
  report(): Promise<ProxyReport['groups'][string]>;
}

/** What the proxy cannot do without; the rest has its defaults. */
type PlainGroup = Pick<ProxyGroup, 'name' | 'patterns' | 'candidate' | 'shadow'> & { readonly cohort: Pick<ProxyGroup['cohort'], 'timeoutMs'> };

/** The proxy as its task runs it. It has its flags when this resolves. */
export async function startBanyan(options: BanyanOptions): Promise<Banyan> {
  const { directory, flags, legacy, candidate, patterns = ['/api/*'], shadowPercent, shadowTimeoutMs = 2_000, forwarder = 'undici', logLevel = 'warn', main = 'dist/proxy/main.js' } = options;
  const [port, adminPort, name] = [await freePort(), await freePort(), await flags.groupShadowed(shadowPercent)];
  const group: PlainGroup = { name, patterns, candidate, shadow: { timeoutMs: shadowTimeoutMs, masks: {}, unordered: [], repeatPercent: 0 }, cohort: { timeoutMs: 2_000 } };
  const env = {
    ...imageEnvironment(),
    PORT: String(port),
    HOST: '127.0.0.1',
    ADMIN_PORT: String(adminPort),
    LEGACY_URL: legacy,
    UNLEASH_URL: flags.url,
    UNLEASH_TOKEN: flags.token,
    BANYAN_ROUTE_GROUPS: JSON.stringify([group]),
    FORWARDER: forwarder,
    LOG_LEVEL: logLevel,
    DRAIN_MS: '0',
  };
  const ask = async (path: string): Promise<unknown> => (await fetch(`http://127.0.0.1:${adminPort}${path}`)).json();
  const isReady = async (): Promise<boolean> => ((await ask('/readyz')) as { flags: string }).flags === 'fresh';
  const log = openSync(join(directory, `banyan-${port}.log`), 'w');
  const program = await startProgram(process.execPath, [main], { env, stdio: ['ignore', log, 'inherit'], isReady });
  closeSync(log);
  return {
    ...program,
    url: `http://127.0.0.1:${port}`,
    report: async () => ((await ask('/report')) as ProxyReport).groups[name]!,
  };
}

/** What the proxy's image sets for every task. */
function imageEnvironment(): Readonly<Record<string, string>> {
  const set = [...readFileSync('packaging/proxy.Dockerfile', 'utf8').matchAll(/^ENV (.+)$/gm)].flatMap(([, line = '']) => [...line.matchAll(/(\w+)=(\S+)/g)]);
  return Object.fromEntries([...set].map(([, name = '', value = '']) => [name, value]));
}
