import { SORTS, type ListQuery } from '../store/list-query.ts';
import { Problem } from './problem.ts';

const LONGEST_Q = 100;

/** Reads the query string of a product list; parameters that it does not know are left alone. */
export function readListQuery(query: unknown): ListQuery {
  const given = query as Readonly<Record<string, unknown>>;
  const text = (name: string): string | undefined => {
    const value = given[name];
    if (Array.isArray(value)) throw Problem.badRequest(`${name} must be given once`);
    return typeof value === 'string' ? value : undefined;
  };
  const count = (name: string, fallback: number, max: number): number => {
    const value = text(name) ?? String(fallback);
    if (!/^\d{1,9}$/.test(value) || Number(value) < 1 || Number(value) > max) throw Problem.badRequest(`${name} must be a whole number from 1 to ${max}`);
    return Number(value);
  };

  const sort = SORTS.find((each) => each === (text('sort') ?? 'name'));
  if (!sort) throw Problem.badRequest(`sort must be one of ${SORTS.join(', ')}`);
  const q = text('q')?.trim() || undefined;
  if (q && (q.length > LONGEST_Q || /\p{Cc}/u.test(q))) throw Problem.badRequest(`q must be at most ${LONGEST_Q} characters of text`);
  const category = text('category') || undefined;
  return { page: count('page', 1, 100_000), perPage: count('per_page', 20, 100), sort, category, q };
}
