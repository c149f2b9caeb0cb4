import { createUnleashFlags } from '../../../../migrations/adapters/unleash/unleash-flags.ts';
import type { UnleashOptions } from '../../../../migrations/adapters/unleash/unleash-api.ts';
import type { Flags } from '../../../../migrations/ports/flags.ts';
import { startUnleash } from '../../../../sandbox/unleash/start.ts';

/** An Unleash to test against, with a person's hands on its Admin API and an SDK's eyes on its Client API. */
export interface TestUnleash {
  readonly url: string;
  readonly clientToken: string;
  flags(options?: Partial<UnleashOptions>): Flags;
  admin(method: string, path: string, body?: unknown): Promise<Answer>;
  /** What SDKs in the environment are given. */
  clientFeatures(): Promise<readonly ClientFeature[]>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface ClientFeature {
  readonly name: string;
  readonly enabled: boolean;
  readonly strategies: readonly { readonly name: string; readonly parameters: Readonly<Record<string, string>> }[];
}

export const ADMIN_TOKEN = '*:*.an-admin-secret';
const CLIENT_TOKEN = '*:production.a-client-secret';
export const FEATURES = '/api/admin/projects/default/features';

export async function startTestUnleash(): Promise<TestUnleash> {
  const sandbox = await startUnleash({ host: '127.0.0.1', adminToken: ADMIN_TOKEN, clientToken: CLIENT_TOKEN, now: () => Date.now() });
  const { url } = sandbox;
  const ask = async (token: string, method: string, path: string, body?: unknown): Promise<Answer> => {
    const headers = { authorization: token, 'content-type': 'application/json' };
    const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    url,
    clientToken: CLIENT_TOKEN,
    flags: (options) => createUnleashFlags({ url, token: ADMIN_TOKEN, project: 'default', environment: 'production', ...options }),
    admin: (method, path, body) => ask(ADMIN_TOKEN, method, path, body),
    clientFeatures: async () => ((await ask(CLIENT_TOKEN, 'GET', '/api/client/features')).body as { features: ClientFeature[] }).features,
    stop: () => sandbox.close(),
  };
}
