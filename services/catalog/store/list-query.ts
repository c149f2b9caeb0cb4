export const SORTS = ['name', 'price', '-price', 'rating', 'newest'] as const;
export type Sort = (typeof SORTS)[number];

/** What a product list is asked for. */
export interface ListQuery {
  readonly page: number;
  readonly perPage: number;
  readonly sort: Sort;
  /** Slug of a category or a department. */
  readonly category?: string | undefined;
  /** Part of a name or a brand. */
  readonly q?: string | undefined;
}
