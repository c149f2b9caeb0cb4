import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { BanyanError, ERRORS, type ErrorCode } from '../../domain/errors.ts';
import type { DashboardSource } from '../looking/dashboard-source.ts';
import { ACTS, orderSchema, type Acts } from './acts.ts';
import { asVisible } from './as-visible.ts';
import { readAssets, readDocument, type Asset } from './assets.ts';
import { SECURITY_HEADERS } from './headers.ts';
import { whyRefused } from './page-request.ts';
import { readHalves, setCookie } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';
import { streamTo } from './stream.ts';

export interface DashboardAppOptions {
  readonly source: DashboardSource;
  readonly acts: Acts;
  readonly sessions: Sessions;
  /** `127.0.0.1:7417` and the like: the values of `Host` that are answered. */
  readonly hosts: () => readonly string[];
  /** Whether only those who have logged in may see anything. */
  readonly isClosed: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const LOGIN = z.strictObject({ token: z.string().max(1_000) });
/** Streams that may be open at once. */
const MOST_STREAMS = 500;

/** The page, what it shows and what may be done by it. */
export function createDashboardApp({ source, acts, sessions, hosts, isClosed, now }: DashboardAppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.set('json replacer', asVisible);
  const document = readDocument();
  const started = now();
  let streams = 0;

  app.use((req, res, next) => {
    res.set(SECURITY_HEADERS);
    const isDocument = req.method === 'GET' && (req.path === '/' || req.path.startsWith('/groups/'));
    const refused = whyRefused({ host: req.headers.host, origin: req.headers.origin, site: req.get('sec-fetch-site'), isDocument }, hosts());
    if (refused === undefined) next();
    else refuse(res, 403, 'PAGE_REFUSED', refused);
  });
  app.get(['/', '/groups/:group'], (_req, res) => send(res, document));
  for (const [path, asset] of readAssets()) app.get(path, (_req, res) => send(res, asset));

  const loggedIn: RequestHandler = (req, res, next) => (sessions.isIn(readHalves(req)) ? next() : refuse(res, 401, 'PAGE_REFUSED', 'You are not logged in.'));
  const mayRead: RequestHandler = (req, res, next) => (!isClosed || sessions.knows(readHalves(req).cookie) ? next() : refuse(res, 401, 'PAGE_REFUSED', 'You are not logged in.'));
  const orders = [ordersOnly, express.json({ limit: '8kb' })];

  app.get('/api/state', mayRead, (_req, res) => void res.json(source.state()));
  app.get('/api/groups/:group', mayRead, (req, res) => {
    const detail = source.detail(String(req.params['group']));
    if (detail) res.json({ summary: source.state().groups.find(({ group }) => group === req.params['group']), detail });
    else refuse(res, 404, 'MIGRATION_NOT_FOUND', 'There is no such route group.');
  });
  app.get('/api/stream', mayRead, (req, res) => {
    const group = typeof req.query['group'] === 'string' ? req.query['group'] : undefined;
    if (streams >= MOST_STREAMS) return refuse(res, 503, 'PAGE_REFUSED', 'Too many pages are open.');
    streams += 1;
    res.once('close', () => (streams -= 1));
    streamTo(res, source, group, { now: now(), started });
  });
  app.get('/api/session', (req, res) => void res.json({ loggedIn: sessions.isIn(readHalves(req)), isClosed }));
  app.post('/api/session', orders, (req: express.Request, res: Response) => {
    const login = LOGIN.safeParse(req.body);
    const session = login.success ? sessions.logIn(login.data.token) : undefined;
    if (!session) return refuse(res, 401, 'PAGE_REFUSED', 'That is not the token.');
    setCookie(req, res, session.cookie);
    res.json({ key: session.key });
  });
  app.delete('/api/session', orders, (req: express.Request, res: Response) => {
    sessions.logOut(readHalves(req));
    res.json({});
  });
  for (const act of ACTS) {
    app.post(`/api/groups/:group/${act}`, orders, loggedIn, async (req: express.Request, res: Response) => {
      const order = orderSchema(act).safeParse(req.body);
      if (!order.success) return refuse(res, 400, 'PAGE_REFUSED', 'Say who you are (80 characters at the most) and why (500).');
      const said = await acts[act]({ group: String(req.params['group']), ...order.data });
      await source.lookNow();
      res.json({ said });
    });
  }

  app.use((_req, res) => refuse(res, 404, 'PAGE_REFUSED', 'There is no such page.'));
  app.use(((error: unknown, _req, res, _next) => {
    if (error instanceof BanyanError) refuse(res, error.code === 'MIGRATION_NOT_FOUND' ? 404 : 409, error.code, error.message, error.remedy);
    else if (isBadRequest(error)) refuse(res, error.status, 'PAGE_REFUSED', 'The request cannot be read.');
    else refuse(res, 500, 'INTERNAL', error instanceof Error ? error.message : String(error));
  }) satisfies ErrorRequestHandler);
  return app;
}

/** What changes something has to be sent by a script of this page: no form and no link of another can have this header, or this type. */
const ordersOnly: RequestHandler = (req, res, next) => {
  if (req.headers.origin !== undefined && req.get('x-banyan') === 'page' && req.is('application/json')) next();
  else refuse(res, 403, 'PAGE_REFUSED', 'Orders are taken from the page only.');
};

function send(res: Response, { type, body }: Asset): void {
  res.set('content-type', type).send(body);
}

function refuse(res: Response, status: number, code: ErrorCode, message: string, remedy: string = ERRORS[code].remedy): void {
  res.status(status).json({ error: { code, message, remedy } });
}

function isBadRequest(error: unknown): error is { readonly status: number } {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' && error.status >= 400 && error.status < 500;
}
