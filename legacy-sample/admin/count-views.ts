import type { RequestHandler } from 'express';

/** What was asked for since this process began, by the first words of its path. Kept in memory: another process has other numbers, and a restart begins anew. */
export type ViewCounts = Map<string, number>;

/** Whatever else is asked for shares one entry: callers invent paths. */
const MAX_ENTRIES = 50;

/** Counts a page by its first word and a call of the API by its second: `/cart`, `/api/orders`. */
export function countViews(counts: ViewCounts): RequestHandler {
  return (req, _res, next) => {
    const words = /^(?:\/api)?\/[\w.-]{0,40}/.exec(req.path)?.[0] ?? '/';
    const key = counts.has(words) || counts.size < MAX_ENTRIES ? words : 'others';
    counts.set(key, (counts.get(key) ?? 0) + 1);
    next();
  };
}
