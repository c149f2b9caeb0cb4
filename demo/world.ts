import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild, type Child } from './child-process.ts';
import { buildImages, type BuiltImage } from './containers/build-images.ts';
import { freePort } from './free-port.ts';
import { HAS_SHOP, IMAGES } from './images.ts';
import { openKeptShop } from './kept-shop.ts';
import { startSandboxProcess, withoutFaults, type SandboxHello, type SandboxSettings } from './sandbox-process.ts';
import { openShopStores, type ShopStores } from './shop-stores.ts';
import { createShop, type Shop } from './shop/create-shop.ts';
import { reopenShop } from './shop/reopen-shop.ts';
import { SECRETS } from './shop/secrets.ts';
import { clearEarlier, worldFile } from './world-file.ts';

/** The sandbox with the shop in it, and perhaps its load: what a person plays with and the demonstration runs on. */
export interface World {
  /** Where callers come in. */
  readonly url: string;
  /** The file that tells `banyan` how to reach all this. */
  readonly file: string;
  readonly logs: string;
  readonly endpoints: Readonly<Record<string, string | number>>;
  readonly sandbox: SandboxHello;
  readonly load: Child<{ readonly stats: string }> | undefined;
  /** The shop's databases; absent where the monolith is somebody's own. */
  readonly stores: ShopStores['urls'] | undefined;
  /** What the shop's own programs show each other. */
  readonly internalToken: string;
  /** What tasks are containers of, built from their folders; none where tasks are processes. */
  readonly images: readonly BuiltImage[];
  /** Ends load, tasks and sandbox, and takes the file away. */
  close(): Promise<void>;
}

export interface WorldOptions {
  /** Directory that `.banyan/` stands in. */
  readonly directory: string;
  /** Requests a second; 0 is none. */
  readonly load: number;
  /** Directory of the migration files. */
  readonly migrations: string;
  readonly images?: Readonly<Record<string, { readonly directory: string }>>;
  readonly sandbox?: SandboxSettings;
  readonly now: () => number;
}

/** Seconds: an ALB publishes its metrics every 60. The sandbox's time-lapse lets a whole migration fit into a coffee break. */
const METRIC_PERIOD_SECONDS = 1;

export async function startWorld(options: WorldOptions): Promise<World> {
  await clearEarlier(options.directory);
  const home = join(options.directory, '.banyan', `sandbox-${options.now()}`);
  const logs = join(home, 'logs');
  await mkdir(logs, { recursive: true });
  const environment = Object.fromEntries(['PATH', 'HOME', 'DOCKER_HOST', 'BANYAN_FAULTS_TOKEN', 'NODE_COMPILE_CACHE'].map((name) => [name, process.env[name] ?? '']).filter(([, value]) => value !== ''));
  const { state, ...settings } = options.sandbox ?? {};
  const folders = { ...IMAGES, ...options.images };
  const images = settings.runtime === 'docker' ? await buildImages(folders, process.env['DOCKER_HOST']) : [];
  const kept = state === undefined ? undefined : await openKeptShop(state);
  const internalToken = kept?.shop?.internalToken ?? randomBytes(16).toString('hex');
  const isOurs = HAS_SHOP && options.images?.['shop/monolith'] === undefined;
  const stores = isOurs ? await openShopStores(process.env['DATABASE_URL']) : undefined;
  // Tasks are told where the names are known before there is anybody to ask for its port.
  const dnsPort = settings.ports?.['dns'] ?? kept?.shop?.dnsPort ?? (await freePort());
  const starting = startSandboxProcess(
    { ...settings, ports: { ...settings.ports, dns: dnsPort }, ...(kept && { state: kept.sandbox }), images: compiledOnce(folders), logDirectory: logs, metricPeriodSeconds: METRIC_PERIOD_SECONDS },
    { ...environment, ...(stores && { BANYAN_SANDBOX_SECRETS: secretsOf(stores, internalToken, dnsPort) }) },
  );
  const sandbox = await starting.catch(async (error: unknown) => {
    await stores?.close();
    throw error;
  });
  const { hello } = sandbox;
  try {
    const shop = await openShop(hello, kept?.shop, { internalToken, hasStores: stores !== undefined });
    await kept?.keep({ ...shop, dnsPort });
    const load = options.load > 0 ? await startChild<{ stats: string }>('./load/main', ['--url', shop.url, '--rate', String(options.load)], environment) : undefined;
    const endpoints = { shop: shop.url, aws: hello.awsEndpoint, unleash: hello.unleashUrl, dns: `${hello.dns.host}:${hello.dns.port}`, faults: hello.faults.url, logs, pid: process.pid, ...(load && { loadStats: load.hello.stats }) };
    const file = worldFile(options.directory);
    const content = {
      sandbox: endpoints,
      config: {
        ...shop.config,
        unleash: { url: hello.unleashUrl, project: 'default', environment: 'production' },
        metricPeriodSeconds: METRIC_PERIOD_SECONDS,
        journal: kept?.journal ?? join(home, 'journal'),
        migrations: options.migrations,
      },
      environment: { AWS_ACCESS_KEY_ID: hello.credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: hello.credentials.secretAccessKey, AWS_EC2_METADATA_DISABLED: 'true', UNLEASH_ADMIN_TOKEN: hello.unleashAdminToken, BANYAN_ADMIN_TOKEN: shop.adminToken },
    };
    await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
    const close = async () => {
      await load?.stop();
      await sandbox.stop();
      await stores?.close();
      await rm(file, { force: true });
    };
    return { url: shop.url, file, logs, endpoints, sandbox: hello, load, stores: stores?.urls, internalToken, images, close };
  } catch (error) {
    await sandbox.stop();
    await stores?.close();
    throw error;
  }
}

/** Of this machine's environment tasks get only where Node keeps what it has compiled, as though their images had been built with it: they start in half the time. */
function compiledOnce(images: NonNullable<WorldOptions['images']>): object {
  const { NODE_COMPILE_CACHE } = process.env;
  if (NODE_COMPILE_CACHE === undefined) return images;
  return Object.fromEntries(Object.entries(images).map(([name, image]) => [name, { ...image, environment: { NODE_COMPILE_CACHE } }]));
}

/** What SSM would have of the shop, as JSON. The stores of an earlier run are gone: the names stay, and what stands behind them is new. */
function secretsOf({ urls }: ShopStores, internalToken: string, dnsPort: number): string {
  const { shop, accounts, orders, events, dnsServer } = SECRETS;
  return JSON.stringify({ [shop]: urls.shop, [accounts]: urls.accounts, [orders]: urls.orders, [events]: urls.events, [SECRETS.internalToken]: internalToken, [dnsServer]: `127.0.0.1:${dnsPort}` });
}

/** The shop of an earlier run once it serves again, or a new one. */
async function openShop(hello: SandboxHello, earlier: Shop | undefined, own: { readonly internalToken: string; readonly hasStores: boolean }): Promise<Shop> {
  const account = { endpoint: hello.awsEndpoint, region: hello.region, network: hello.network, credentials: { ...hello.credentials } };
  if (earlier) {
    await reopenShop(account);
    return { ...earlier, config: { ...earlier.config, aws: { ...earlier.config.aws, endpoint: account.endpoint } } };
  }
  const settings = { unleashUrl: hello.unleashUrl, unleashToken: hello.unleashClientToken, adminToken: randomBytes(16).toString('hex'), dns: `${hello.dns.host}:${hello.dns.port}`, ...own };
  return await withoutFaults(hello, () => createShop(account, settings));
}

/** The migration files that come with the shop. */
export const SHOP_MIGRATIONS = join(dirname(fileURLToPath(import.meta.url)), '..', 'migrations');
