/** What a database says where the writes of a table belong to another store for now. Nothing has happened then. */
const FENCED = 'BNY01';

/** Who owns the writes that this error was the refusal of; `undefined` for other errors. Whoever asked is to ask there: that is what the header `x-banyan-fenced` tells. */
export function fencedBy(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== FENCED) return undefined;
  return /owned by the ([a-z]+)/.exec(error.message)?.[1] ?? 'unknown';
}
