import { randomBytes } from 'node:crypto';
import { createNames, NAMESPACE } from './discovery.ts';
import { shopClients, type Account } from './infrastructure.ts';
import { createBalancer } from './load-balancer.ts';
import { EXECUTION_ROLE, SECRETS } from './secrets.ts';
import { CLUSTER, createCluster, createService, waitHealthy } from './services.ts';

/** Port of the proxy's operators. */
const REPORT_PORT = 9901;
const PROXY_TASKS = 2;

/** What the proxy is told beside its place in the network. */
export interface ProxySettings {
  readonly unleashUrl: string;
  readonly unleashToken: string;
  readonly adminToken: string;
  readonly dns: string;
  /** Of the shop's own programs. */
  readonly internalToken: string;
  /** Whether there are databases for the monolith and the services; without them the monolith keeps what it has in memory. */
  readonly hasStores: boolean;
}

export interface Shop {
  /** Where callers come in. */
  readonly url: string;
  readonly listener: string;
  /** What the proxies take orders for. */
  readonly adminToken: string;
  readonly internalToken: string;
  /** `aws`, `proxy` and `namespace` of a Banyan configuration for this shop. */
  readonly config: {
    readonly aws: Record<string, unknown>;
    readonly proxy: Record<string, unknown>;
    readonly namespace: string;
  };
}

/**
 * Builds the shop in an account: load balancer, cluster, names, the monolith and the proxy as ECS services. All of it through
 * the AWS SDK, as a team's own tooling would have done before Banyan came; nothing of the sandbox is known here.
 */
export async function createShop(account: Account, settings: ProxySettings): Promise<Shop> {
  const clients = shopClients(account);
  const [balancer, names] = await Promise.all([createBalancer(clients, account), createNames(clients, account), createCluster(clients)]);
  const { internalToken, hasStores } = settings;
  await Promise.all([
    createService(clients, account, {
      name: 'monolith',
      image: 'shop/monolith:1',
      port: 3000,
      tasks: 1,
      environment: { ...(!hasStores && { INTERNAL_TOKEN: internalToken }), DNS_SERVER: settings.dns, ACCOUNTS_URL: `http://accounts.${NAMESPACE}:3000`, ORDERS_URL: `http://orders.${NAMESPACE}:3000` },
      ...(hasStores && { secrets: { DATABASE_URL: SECRETS.shop, EVENTS_URL: SECRETS.events, INTERNAL_TOKEN: SECRETS.internalToken } }),
      targetGroup: balancer.monolith, registry: names.monolith,
    }),
    createService(clients, account, {
      name: 'banyan-proxy',
      image: 'banyan/proxy:1',
      port: 8080,
      tasks: PROXY_TASKS,
      environment: { ...proxyEnvironment(settings), ...sessionEnvironment(internalToken) },
      targetGroup: balancer.proxy,
      registry: names.proxy,
    }),
  ]);
  await Promise.all([waitHealthy(clients, balancer.monolith, 1), waitHealthy(clients, balancer.proxy, PROXY_TASKS)]);
  for (const client of Object.values(clients)) client.destroy();
  const { subnets, securityGroups } = account.network;
  return {
    url: balancer.url,
    listener: balancer.listener,
    adminToken: settings.adminToken,
    internalToken,
    config: {
      aws: { region: account.region, endpoint: account.endpoint, listener: balancer.listener, cluster: CLUSTER, network: { subnets, securityGroups }, executionRole: EXECUTION_ROLE },
      proxy: { service: 'banyan-proxy', targetGroup: 'banyan-proxy', discovery: 'banyan-proxy', reportPort: REPORT_PORT },
      namespace: NAMESPACE,
    },
  };
}

function proxyEnvironment(settings: ProxySettings): Record<string, string> {
  return {
    PORT: '8080',
    ADMIN_PORT: String(REPORT_PORT),
    // The engine asks every task for its report, so the operators' port stands where the main one does; writes want the token.
    ADMIN_HOST: 'same',
    BANYAN_ADMIN_TOKEN: settings.adminToken,
    BANYAN_ROUTE_GROUPS: '[]',
    LEGACY_URL: `http://monolith.${NAMESPACE}:3000`,
    CALLER: 'cookie:sid',
    UNLEASH_URL: `${settings.unleashUrl}/api`,
    UNLEASH_TOKEN: settings.unleashToken,
    DNS_SERVER: settings.dns,
    LOG_LEVEL: 'warn',
  };
}

/** So that a candidate can be told who calls: the monolith says whose a session is, and the proxies sign it. */
function sessionEnvironment(internalToken: string): Record<string, string> {
  return {
    SESSION_URL: `http://monolith.${NAMESPACE}:3000/internal/session`,
    SESSION_TOKEN: internalToken,
    SESSION_CLAIMS: JSON.stringify({ sub: 'customer.id', name: 'customer.name', email: 'customer.email' }),
    IDENTITY_SECRET: randomBytes(32).toString('hex'),
    IDENTITY_JWKS_PATH: '/.well-known/banyan/jwks.json',
  };
}
