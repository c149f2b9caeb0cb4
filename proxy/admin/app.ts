import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import type { ProxyReport } from '../../domain/proxy-report.ts';
import type { ProxyConfig } from '../config/config.ts';
import type { Flags } from '../deciding/flags.ts';
import type { Group } from '../group.ts';
import { answerKeys } from '../identity/answer-keys.ts';
import type { Introductions } from '../identity/introductions.ts';
import type { Log } from '../observing/log.ts';
import type { Recordings } from '../recording/recordings.ts';
import { authorizeBy } from './authorize.ts';
import { DESCRIBED_REQUEST, explainDecision } from './explain-decision.ts';
import { guardPages, onlyBy } from './guard.ts';
import { passRoutes } from './pass-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { shownConfig } from './shown-config.ts';

export interface AdminDeps {
  readonly name: string;
  readonly startedAt: number;
  readonly groups: readonly Group[];
  readonly flags: Flags;
  readonly registry: Registry;
  /** `null`: everything that writes is refused. */
  readonly token: string | null;
  readonly isReady: () => boolean;
  readonly introductions: Introductions;
  readonly recordings: Recordings;
  /** `null`: this proxy knows no testers. */
  readonly testersSecret: string | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Log;
  /** Shown to operators without its secrets. */
  readonly config: ProxyConfig;
}

const OVERRIDE = z.strictObject({ group: z.string(), to: z.literal('legacy') });

/** What operators ask a proxy, on a port of its own. */
export function createAdminApp({ name, startedAt, groups, flags, registry, token, isReady, introductions, recordings, testersSecret, now, log, config }: AdminDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.use(guardPages());
  const authorize = authorizeBy(token);

  app.get('/healthz', (_req, res) => void res.json({ status: 'alive' }));
  app.get('/readyz', (_req, res) => void res.status(isReady() ? 200 : 503).json({ ready: isReady(), flags: flags.freshness }));
  app.get('/metrics', async (_req, res) => void res.type(registry.contentType).send(await registry.metrics()));
  app.get('/jwks.json', (_req, res) => answerKeys(res, introductions.keys()));
  app.get('/report', (_req, res) => void res.json(reportOf()));
  app.get('/config', (_req, res) => void res.json(shownConfig(config)));
  app.get('/decision', authorize, (req, res) => {
    const described = DESCRIBED_REQUEST.safeParse(req.query);
    if (!described.success) res.status(400).json({ error: 'Ask with ?method=GET&path=/… and, where somebody is to call, &caller=….' });
    else res.json(explainDecision(described.data, groups, flags));
  });

  app.use(passRoutes({ testersSecret, groups, authorize, now }));
  app.use(recordRoutes({ recordings, groups, authorize }));
  app.post('/override', authorize, express.json({ limit: '4kb' }), (req, res) => {
    const order = OVERRIDE.safeParse(req.body);
    if (!order.success) res.status(400).json({ error: 'Send {"group": "<name>", "to": "legacy"}.' });
    else override(order.data.group, true, res);
  });
  app.delete('/override/:group', authorize, (req, res) => override(String(req.params['group']), false, res));

  app.all(['/healthz', '/readyz', '/metrics', '/jwks.json', '/report', '/config', '/decision'], onlyBy('GET', 'HEAD'));
  app.all(['/override', '/passes', '/record'], onlyBy('POST'));
  app.all('/override/:group', onlyBy('DELETE'));
  app.use((_req, res) => void res.status(404).json({ error: 'There is no such page.' }));
  app.use(((error: { status?: number }, _req, res, _next) => {
    const status = error.status ?? 500;
    res.status(status).json({ error: status < 500 ? 'The request cannot be read.' : 'The proxy failed to answer.' });
  }) satisfies ErrorRequestHandler);

  function override(groupName: string, on: boolean, res: express.Response): void {
    const group = groups.find((each) => each.name === groupName);
    if (!group) {
      res.status(404).json({ error: 'This proxy knows no such route group.', groups: groups.map((each) => each.name) });
      return;
    }
    group.overridden = on;
    log.warn({ group: group.name }, on ? 'an operator took the group back to legacy' : 'an operator lifted the override');
    res.json({ group: group.name, override: on ? 'legacy' : null });
  }

  function reportOf(): ProxyReport {
    return {
      proxy: name,
      startedAt,
      flags: flags.freshness,
      groups: Object.fromEntries(groups.map((group) => [group.name, { ...group.tally.counters(), ...group.differences.list(), noise: group.noise.report(), legacyCallers: group.legacyCallers.list() }])),
    };
  }

  return app;
}
