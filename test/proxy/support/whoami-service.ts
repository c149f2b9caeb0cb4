import express, { type RequestHandler } from 'express';
import { createRemoteJWKSet, customFetch, jwtVerify, type JWTPayload } from 'jose';
import { startUpstream, type Upstream } from './upstream.ts';

/** What docs/sessions.md tells services to do: whoever bears no token is nobody, and whoever bears a bad one is refused. */
function knowCaller(jwksUrl: () => string, onFetch: () => void): RequestHandler {
  const fetchKeys: typeof fetch = (url, options) => {
    onFetch();
    return fetch(url, options);
  };
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  return async (req, res, next) => {
    const token = req.get('X-Banyan-Identity');
    try {
      keys ??= createRemoteJWKSet(new URL(jwksUrl()), { cooldownDuration: 0, [customFetch]: fetchKeys });
      res.locals['caller'] = token === undefined ? null : (await jwtVerify(token, keys, { issuer: 'banyan', audience: 'catalog', algorithms: ['ES256'] })).payload;
      next();
    } catch {
      res.status(401).json({ error: 'bad identity' });
    }
  };
}

export interface WhoamiService extends Upstream {
  /** Where the keys are; set before the first request. */
  jwksUrl: string;
  /** How often the keys were fetched. */
  readonly fetches: () => number;
}

/** A candidate that answers every request with who it takes the caller for. */
export async function startWhoamiService(): Promise<WhoamiService> {
  let fetches = 0;
  const service = { jwksUrl: '' };
  const app = express();
  app.use(knowCaller(() => service.jwksUrl, () => (fetches += 1)));
  app.use((_req, res) => void res.json({ candidate: (res.locals['caller'] as JWTPayload | null) ?? 'nobody' }));
  return Object.assign(service, await startUpstream(app), { fetches: () => fetches });
}
