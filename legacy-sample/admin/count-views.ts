import type { RequestHandler } from 'express';

/** Pages asked for since this process began, by the first word of their path. Kept in memory: another process has other numbers, and a restart begins anew. */
export type ViewCounts = Map<string, number>;

/** Whatever else is asked for shares one entry: callers invent paths. */
const MAX_ENTRIES = 50;

export function countViews(counts: ViewCounts): RequestHandler {
  return (req, _res, next) => {
    const word = /^\/[\w.-]{0,40}/.exec(req.path)?.[0] ?? '/';
    const key = counts.has(word) || counts.size < MAX_ENTRIES ? word : 'others';
    counts.set(key, (counts.get(key) ?? 0) + 1);
    next();
  };
}
