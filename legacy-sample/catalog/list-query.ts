import { badRequest } from '../http/http-error.ts';

export const SORTS = ['name', 'price', '-price', 'rating', 'newest'] as const;
export type Sort = (typeof SORTS)[number];

/** What a product list is asked for. */
export interface ListQuery {
  readonly page: number;
  readonly perPage: number;
  readonly sort: Sort;
  /** Slug of a category; a department's holds those of its categories. */
  readonly category?: string;
  /** Part of a name or a brand. */
  readonly q?: string;
}

const MAX_PER_PAGE = 100;
const MAX_PAGE = 100_000;
const MAX_Q = 100;

/** Reads `?page=&per_page=&sort=&category=&q=`; members that it does not know are of no concern. */
export function parseListQuery(query: Readonly<Record<string, unknown>>): ListQuery {
  const sort = single(query, 'sort') ?? 'name';
  if (!isSort(sort)) throw badRequest(`sort must be one of ${SORTS.join(', ')}`);
  const q = single(query, 'q')?.trim();
  if (q !== undefined && (q.length > MAX_Q || /\p{Cc}/u.test(q))) throw badRequest(`q must be at most ${MAX_Q} characters of text`);
  const category = single(query, 'category');
  return {
    page: wholeNumber(query, 'page', 1, MAX_PAGE),
    perPage: wholeNumber(query, 'per_page', 20, MAX_PER_PAGE),
    sort,
    ...(category ? { category } : {}),
    ...(q ? { q } : {}),
  };
}

function single(query: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw badRequest(`${name} must be given once`);
}

function wholeNumber(query: Readonly<Record<string, unknown>>, name: string, fallback: number, max: number): number {
  const text = single(query, name);
  if (text === undefined) return fallback;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > max) throw badRequest(`${name} must be a whole number from 1 to ${max}`);
  return value;
}

function isSort(text: string): text is Sort {
  return (SORTS as readonly string[]).includes(text);
}
