import { expect, test } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createIdentifier } from '../../../proxy/deciding/identify-caller.ts';
import { createPasses } from '../../../proxy/deciding/passes.ts';
import { readRequest, type ReadOptions } from '../../../proxy/listening/caller-request.ts';

const options: ReadOptions = { name: 'proxy', passes: createPasses({ secret: null, now: () => 0 }), withheld: new Set(), trusts: () => true, clock: { now: () => 0, elapsed: () => 0 } };
const identify = createIdentifier({ sources: [{ kind: 'cookie', name: 'sid' }], readToken: () => null, tokenCookie: null, trusts: () => true });

/** The session of a request that came with this `Cookie`, which is text of its own as the parser makes it. */
function sessionOf(written: string): string {
  const cookie = Buffer.from(written).toString('latin1');
  const req = { method: 'GET', url: '/', headers: { host: 'shop', cookie }, rawHeaders: ['Host', 'shop', 'Cookie', cookie], socket: {} } as unknown as IncomingMessage;
  const request = readRequest(req, identify(req) as string, options);
  if (request === 'loop') throw new Error('it was not here before');
  return request.session;
}

test('a session is known by who calls, or by a digest where that is long', () => {
  expect(sessionOf('sid=ada-s-own-session')).toBe('ada-s-own-session');
  const [long, longer] = [sessionOf(`sid=${'x'.repeat(129)}`), sessionOf(`sid=${'x'.repeat(60_000)}`)];
  expect([long.length, longer.length]).toEqual([28, 28]);
  expect(long).not.toBe(longer);
});

test('whoever remembers sessions holds none of the headers that they came with', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const rest = 'x'.repeat(16 * 1024);
  collect();
  const before = process.memoryUsage().heapUsed;
  const sessions = Array.from({ length: 2_000 }, (_, i) => sessionOf(`rest=${rest}; sid=session-of-caller-${i}`));
  collect();
  const held = process.memoryUsage().heapUsed - before;
  expect(sessions).toHaveLength(2_000);
  // All of their headers are 32 MiB.
  expect(held / 2 ** 20).toBeLessThan(8);
});
