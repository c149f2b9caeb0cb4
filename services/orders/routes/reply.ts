import type { Response } from 'express';

export interface ReplyDeps {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** A new UUID. */
  readonly newId: () => string;
}

/** Sends JSON with the `meta` that every answer of the shop's API has; its request id is in the headers too. */
export function reply(res: Response, { now, newId }: ReplyDeps, body: object, status = 200): void {
  const requestId = newId();
  const meta = { generatedAt: new Date(now()).toISOString(), requestId };
  res.status(status).type('json').set('x-request-id', requestId).send(JSON.stringify({ meta, ...body }));
}
