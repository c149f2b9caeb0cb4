import { BanyanError } from '../../domain/errors.ts';
import type { ProxyOverrides } from '../ports/proxy-overrides.ts';
import { fetchText, NoAnswer, type Fetch, type FetchLimits } from './fetch-text.ts';

export interface ProxyOverrideOptions {
  /** The operators' ports of all proxies. */
  readonly addresses: () => Promise<readonly string[]>;
  /** What proxies take orders for, their BANYAN_ADMIN_TOKEN; absent: none can be given. */
  readonly token: string | undefined;
  /** For each proxy. Default 2 s: whoever waits for it has callers on a candidate that fails. */
  readonly timeoutMs?: number;
  readonly fetch?: Fetch;
}

/** {@link ProxyOverrides} by the operators' port of every proxy, all at once. */
export function createProxyOverrides({ addresses, token, timeoutMs = 2_000, fetch = globalThis.fetch }: ProxyOverrideOptions): ProxyOverrides {
  const limits: FetchLimits = { fetch, timeoutMs, maxBytes: 64 * 1024 };

  async function order(token: string, method: string, path: string, body?: unknown): Promise<void> {
    const headers = { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) };
    const init: RequestInit = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answers = await Promise.all((await addresses()).map(async (url) => ({ url, problem: await problemOf(`${url}${path}`, init, limits) })));
    const deaf = answers.filter(({ problem }) => problem !== undefined);
    if (deaf.length > 0) throw new BanyanError('PROXY_UNREACHABLE', `${deaf.length} of ${answers.length} proxies did not take the order: ${deaf.map(({ url, problem }) => `${url} (${problem})`).join(', ')}.`);
  }

  return {
    async takeBack(group) {
      if (!token) throw new BanyanError('CREDENTIALS_MISSING', 'BANYAN_ADMIN_TOKEN is not set, so the proxies take no order', { remedy: 'Give the token that the proxies were started with in BANYAN_ADMIN_TOKEN.' });
      await order(token, 'POST', '/override', { group, to: 'legacy' });
    },
    async lift(group) {
      if (token) await order(token, 'DELETE', `/override/${encodeURIComponent(group)}`);
    },
  };
}

/** A proxy that does not know the group sends none of its callers to the candidate. */
async function problemOf(url: string, init: RequestInit, limits: FetchLimits): Promise<string | undefined> {
  try {
    const { status } = await fetchText(url, init, limits);
    return status === 200 || status === 404 ? undefined : `it answered with ${status}`;
  } catch (error) {
    if (error instanceof NoAnswer) return error.message;
    throw error;
  }
}
