import { readCategories, readCategory, readList, readProduct, search } from './browse-api.ts';
import { enter, readCartPage, readHome, readProductPage, readSearchPage, readStock } from './browse-pages.ts';
import { logIn, logOut, order, orderByPage, readMe } from './buy.ts';
import type { Random } from './random.ts';
import { download, sendReview } from './transfer.ts';
import type { Step } from './visitor.ts';

/** What visitors do between coming and leaving, and how often. */
const BROWSING = {
  list: 15, product: 18, search: 11, categories: 3, category: 9,
  productPage: 9, searchPage: 6, home: 3, cart: 3, stock: 9, me: 6,
} as const;

const STEPS: Readonly<Record<keyof typeof BROWSING, Step>> = {
  list: readList, product: readProduct, search, categories: readCategories, category: readCategory,
  productPage: readProductPage, searchPage: readSearchPage, home: readHome, cart: readCartPage, stock: readStock, me: readMe,
};

/** Shares of visitors who buy something, of buyers who write a review, and of visitors who fetch the export. */
const BUYERS = 0.3;
const REVIEWERS = 0.3;
/** Of buyers, those who order by the pages. */
const BY_PAGE = 0.2;
const DOWNLOADERS = 0.05;
/** Of buyers, those who log out. */
const LEAVERS = 0.3;

/** One visit: some ten to twenty requests, a little more than half of them of the catalog's API. */
export function planVisit(random: Random): Step[] {
  const browsing = Array.from({ length: random.between(6, 14) }, () => STEPS[random.weighted(BROWSING)]);
  const buying = random.next() < BUYERS ? [logIn, readMe, random.next() < BY_PAGE ? orderByPage : order, ...(random.next() < REVIEWERS ? [sendReview] : []), readMe, ...(random.next() < LEAVERS ? [logOut, readMe] : [])] : [];
  const downloading = random.next() < DOWNLOADERS ? [download] : [];
  return [enter, readList, ...browsing, ...buying, ...downloading];
}
