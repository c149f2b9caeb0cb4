import express, { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { mintPass } from '../deciding/tester-pass.ts';

export interface PassRoutesDeps {
  /** `null`: this proxy knows no testers. */
  readonly testersSecret: string | null;
  readonly groups: readonly { readonly name: string }[];
  /** Lets operators through. */
  readonly authorize: RequestHandler;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const ORDER = z.strictObject({ groups: z.record(z.string(), z.enum(['candidate', 'legacy'])).default({}), seconds: z.int().min(1).max(30 * 86_400).default(3_600) });

/** `POST /passes` signs a pass for a tester. */
export function passRoutes({ testersSecret, groups, authorize, now }: PassRoutesDeps): Router {
  const router = Router();
  router.post('/passes', authorize, express.json({ limit: '4kb' }), (req, res) => {
    const order = ORDER.safeParse(req.body);
    if (testersSecret === null) return void res.status(409).json({ error: 'This proxy knows no testers: it was started without TESTERS_SECRET.' });
    if (!order.success) return void res.status(400).json({ error: 'Send {"groups": {"<name>": "candidate" | "legacy"}, "seconds": 3600}.' });
    const wishes = new Map(Object.entries(order.data.groups));
    const stranger = [...wishes.keys()].find((name) => !groups.some((group) => group.name === name));
    if (stranger !== undefined) return void res.status(404).json({ error: 'This proxy knows no such route group.', groups: groups.map(({ name }) => name) });
    const expiresAt = now() + order.data.seconds * 1_000;
    res.json({ pass: mintPass(testersSecret, wishes, expiresAt), expiresAt });
  });
  return router;
}
