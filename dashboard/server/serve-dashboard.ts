import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { createDashboardApp, type DashboardAppOptions } from './app.ts';
import { hostsOf, isLoopback } from './page-request.ts';

export interface ServeOptions extends Omit<DashboardAppOptions, 'hosts' | 'isClosed'> {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Names by which others than this machine ask for it. */
  readonly names: readonly string[];
}

export interface ServedDashboard {
  readonly url: string;
  close(): Promise<void>;
}

const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;

/**
 * Serves the page. Where others than this machine can reach it, only those who have logged in see anything.
 * @throws BanyanError PORT_UNAVAILABLE
 */
export async function serveDashboard({ host, port, names, ...parts }: ServeOptions): Promise<ServedDashboard> {
  let hosts: readonly string[] = [];
  const app = createDashboardApp({ ...parts, hosts: () => hosts, isClosed: !isLoopback(host) });
  const server = createServer({ headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS }, app);
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw new BanyanError('PORT_UNAVAILABLE', `the page cannot listen on ${host}:${port}: ${messageOf(error)}`, { cause: error });
  }
  const address = server.address() as AddressInfo;
  hosts = hostsOf(host, address.port, names);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}/`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
