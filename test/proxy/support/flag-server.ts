import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onCleanup } from './cleanup.ts';

export interface FlagState {
  readonly on?: boolean;
  /** Percent of the callers. */
  readonly cohort?: number;
  /** Callers who are in whatever the percentage. */
  readonly testers?: readonly string[];
  /** Percent of the requests. */
  readonly shadow?: number;
  /** Who owns the writes; absent: the server knows no such flag. */
  readonly writes?: 'legacy' | 'candidate';
}

export interface FlagServer {
  readonly url: string;
  readonly polls: () => number;
  /** The flags of the group `catalog`; `none`: the server does not know them. */
  set(state: FlagState | 'none'): void;
  /** Answers with this status instead, or `hang`: not at all. */
  fail(how: number | 'hang' | null): void;
  /** Answers the polls that hang, with something that is no JSON. */
  answerNonsense(): void;
  close(): Promise<void>;
}

/** What Unleash answers a client with, over HTTP, with its ETag. */
export async function startFlagServer(initial: FlagState | 'none' = {}): Promise<FlagServer> {
  let features: unknown[] = [];
  let revision = 0;
  let polls = 0;
  let failure: number | 'hang' | null = null;
  const hanging: ServerResponse[] = [];

  function set(state: FlagState | 'none'): void {
    revision += 1;
    if (state === 'none') {
      features = [];
      return;
    }
    const { on = true, cohort = 0, testers = [], shadow = 0, writes } = state;
    features = [
      { name: 'banyan.catalog', enabled: on, strategies: [rollout(cohort, 'userId'), { name: 'userWithId', parameters: { userIds: testers.join(',') } }] },
      { name: 'banyan.catalog.shadow', enabled: shadow > 0, strategies: [rollout(shadow, 'random')] },
      ...(writes ? [{ name: 'banyan.catalog.writes', enabled: writes === 'candidate', strategies: [rollout(100, 'random')] }] : []),
    ];
  }
  set(initial);

  const server = createServer((req, res) => {
    polls += 1;
    if (failure === 'hang') return void hanging.push(res);
    if (failure !== null) return void res.writeHead(failure).end();
    if (req.headers.authorization !== 'client-token') return void res.writeHead(401).end();
    const etag = `"${revision}"`;
    if (req.headers['if-none-match'] === etag) return void res.writeHead(304).end();
    res.writeHead(200, { 'content-type': 'application/json', etag }).end(JSON.stringify({ version: 2, features }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  // The SDK tries a poll that broke again, for seconds, and so holds the test's process: the last one is let end.
  onCleanup(async () => {
    if (failure === null) await quiet(() => polls);
    await close();
  });
  return {
    url: `http://127.0.0.1:${port}/api`,
    polls: () => polls,
    set,
    fail: (how) => void (failure = how),
    answerNonsense: () => hanging.splice(0).forEach((res) => res.end('{')),
    close,
  };
}

function rollout(percent: number, stickiness: string) {
  return { name: 'flexibleRollout', parameters: { rollout: String(percent), stickiness, groupId: 'banyan.catalog' }, constraints: [] };
}

async function quiet(count: () => number): Promise<void> {
  for (let before = -1; before !== count(); await new Promise((resolve) => setTimeout(resolve, 25))) before = count();
}
