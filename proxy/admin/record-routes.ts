import express, { Router, type RequestHandler } from 'express';
import { recordOrder } from '../../shadow/index.ts';
import type { Group } from '../group.ts';
import type { Recordings } from '../recording/recordings.ts';

export interface RecordRoutesDeps {
  readonly recordings: Recordings;
  readonly groups: readonly Pick<Group, 'name' | 'shadow'>[];
  /** Lets operators through. */
  readonly authorize: RequestHandler;
}

/** `POST /record` answers with redacted exchanges, a line of JSON each, until the time is over or nobody reads any more. */
export function recordRoutes({ recordings, groups, authorize }: RecordRoutesDeps): Router {
  const router = Router();
  router.post('/record', authorize, express.json({ limit: '4kb' }), (req, res) => {
    const order = recordOrder.safeParse(req.body);
    if (!order.success) return void res.status(400).json({ error: 'Send {"group": "<name>", "key": "<32 bytes, base64url>", "sample": 1, "seconds": 600, "writes": false}.' });
    const group = groups.find(({ name }) => name === order.data.group);
    if (!group) return void res.status(404).json({ error: 'This proxy knows no such route group.', groups: groups.map(({ name }) => name) });
    res.type('application/x-ndjson');
    if (!recordings.open(order.data, group.shadow.redact, res)) res.status(409).json({ error: 'Two recordings are under way at this proxy. Wait until one of them has ended.' });
  });
  return router;
}
