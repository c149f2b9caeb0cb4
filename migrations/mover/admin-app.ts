import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { z } from 'zod';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { describeTrouble } from '../data/describe-trouble.ts';
import type { Movement } from '../data/movement.ts';
import { bearsToken } from './bearer.ts';
import { metricsText } from './metrics-text.ts';
import { observeAll } from './observe-all.ts';

export interface MoverAdmin {
  readonly movements: readonly Movement[];
  /** `null`: everything that writes is refused. */
  readonly token: string | null;
}

const DESIRED = z.strictObject({ flow: z.enum(['none', 'forward', 'reverse', 'ended']), backfill: z.boolean(), verify: z.boolean() });

/** What the engine and operators ask the mover, on a port of its own. */
export function createMoverApp({ movements, token }: MoverAdmin): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((_req, res, next) => {
    res.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    next();
  });
  app.get('/healthz', (_req, res) => void res.json({ status: 'alive', groups: movements.map(({ group }) => group) }));
  app.get('/data', async (_req, res) => void res.json(await observeAll(movements)));
  app.get('/metrics', async (_req, res) => void res.type('text/plain; version=0.0.4').send(metricsText(await observeAll(movements))));
  app.post('/data/:group', authorizeBy(token), express.json({ limit: '4kb' }), async (req, res) => {
    const movement = movements.find(({ group }) => group === req.params['group']);
    const desired = DESIRED.safeParse(req.body);
    if (!movement) res.status(404).json({ error: 'This mover knows no such route group whose data moves.', groups: movements.map(({ group }) => group) });
    else if (!desired.success) res.status(400).json({ error: 'Send {"flow": "none" | "forward" | "reverse" | "ended", "backfill": false, "verify": false}.' });
    else await carryOut(res, () => movement.ensure(desired.data));
  });
  app.delete('/data/:group', authorizeBy(token), async (req, res) => {
    const movement = movements.find(({ group }) => group === req.params['group']);
    if (!movement) res.status(404).json({ error: 'This mover knows no such route group whose data moves.', groups: movements.map(({ group }) => group) });
    else await carryOut(res, () => movement.remove());
  });
  app.use((_req, res) => void res.status(404).json({ error: 'There is no such page.' }));
  app.use(((error: { status?: number }, _req, res, _next) => {
    const status = error.status ?? 500;
    res.status(status).json({ error: status < 500 ? 'The request cannot be read.' : `The mover failed to answer: ${describeTrouble(error)}` });
  }) satisfies ErrorRequestHandler);
  return app;
}

/** 409: refused, nothing changed. 503: it may be asked again, here or at another mover. */
async function carryOut(res: express.Response, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    res.json({ done: true });
  } catch (error) {
    if (error instanceof BanyanError && error.code === 'MOVER_REFUSED') res.status(409).json({ error: messageOf(error), remedy: error.remedy });
    else res.status(503).json({ error: describeTrouble(error) });
  }
}

function authorizeBy(token: string | null): RequestHandler {
  return (req, res, next) => {
    if (token === null) res.status(403).json({ error: 'This mover takes no orders: it was started without BANYAN_ADMIN_TOKEN.' });
    else if (!bearsToken(req.headers.authorization, token)) res.status(401).set('www-authenticate', 'Bearer').json({ error: 'The token is missing or wrong.' });
    else next();
  };
}
