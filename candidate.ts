import { createAcceptCopies, type AcceptCopiesOptions, type CopiesMiddleware } from './shadow/copies/accept-copies.ts';

/** What a candidate needs to be sent copies of requests that change things. Imports nothing but Node. */
export { refusedCopies, type AcceptCopiesOptions, type CopiesMiddleware, type CopyRequest } from './shadow/copies/accept-copies.ts';
export type { Copy } from './shadow/copies/copy-token.ts';
export { copyHeaders, CopyRefused, currentCopy, isDryRun, outward } from './shadow/copies/current-copy.ts';
export type { SpendNonce } from './shadow/copies/spent-nonces.ts';
export { transaction, type Transactions } from './shadow/copies/transaction.ts';

/** Express middleware, before everything that reads bodies; see docs/copying-writes.md. */
export function acceptCopies(options: Omit<AcceptCopiesOptions, 'now'>): CopiesMiddleware {
  return createAcceptCopies({ ...options, now: () => Date.now() });
}
