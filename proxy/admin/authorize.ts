import type { RequestHandler } from 'express';
import { bearsToken } from './bearer-token.ts';

/** Lets those through who bear the token; nobody, where there is none. */
export function authorizeBy(token: string | null): RequestHandler {
  return (req, res, next) => {
    if (token === null) res.status(403).json({ error: 'This proxy takes no orders: it was started without BANYAN_ADMIN_TOKEN.' });
    else if (!bearsToken(req.headers.authorization, token)) res.status(401).set('www-authenticate', 'Bearer').json({ error: 'The token is missing or wrong.' });
    else next();
  };
}
