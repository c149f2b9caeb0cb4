import type { RequestHandler } from 'express';
import { DEFAULT_LIMITS, type ListeningLimits } from '../listening/limits.ts';

/** What an operator may take of the proxy: a report is work, and callers come first. */
export const ADMIN_LIMITS: ListeningLimits = {
  ...DEFAULT_LIMITS,
  headerBytes: 16 * 1024,
  headers: 100,
  urlBytes: 4 * 1024,
  bodyBytes: 16 * 1024,
  headersMs: 10_000,
  bodyIdleMs: 10_000,
  connections: 64,
};
/** Answers that may be under way at once. */
const MOST_AT_ONCE = 16;

/** Before every page: nothing is kept by anybody on the way, nothing is taken for what it is not, and no more is done at once than one can do. */
export function guardPages(): RequestHandler {
  let underWay = 0;
  return (_req, res, next) => {
    res.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    if (underWay >= MOST_AT_ONCE) {
      res.status(503).set('retry-after', '1').json({ error: 'Too much is asked at once. Ask again in a second.' });
      return;
    }
    underWay += 1;
    res.once('close', () => (underWay -= 1));
    next();
  };
}

/** For a page that exists, asked in a way that it is not. */
export function onlyBy(...methods: readonly string[]): RequestHandler {
  return (_req, res) => void res.status(405).set('allow', methods.join(', ')).json({ error: `This page takes ${methods.join(', ')}.` });
}
