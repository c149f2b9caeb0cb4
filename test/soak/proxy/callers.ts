import { request as openRequest } from 'node:http';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { request, type Agent } from 'undici';
import { echoOf, pathOf, receipt, rightBody, rightEvent, rightPieces, type Question } from './right-answer.ts';

/** What one request came to, where it did not come to the right answer; `left`: the caller left on purpose. */
export type Outcome = 'right' | 'left' | { readonly wrong: string };

/** One kind of caller: asks once and checks what comes. Rejects where there is no whole answer. */
export type Caller = (id: string) => Promise<Outcome>;

/** The route groups of the soak: whose candidate also answers callers, and whose candidate gets copies only. */
export const GROUPS = { cohort: '/cohort', shadowed: '/shadowed' } as const;

/** Every kind of caller there is, by name. */
export function callersOf(proxy: string, agent: Agent): Readonly<Record<string, Caller>> {
  const ask = (path: string, options: Parameters<typeof request>[1] = {}) => request(proxy + path, { dispatcher: agent, headersTimeout: 20_000, bodyTimeout: 20_000, ...options });

  const get = (below: string, bytes: number): Caller => async (id) => {
    const question = { id, bytes };
    const { statusCode, body } = await ask(pathOf(question, below), { headers: { cookie: `sid=${id}` } });
    return check(statusCode, Buffer.from(await body.arrayBuffer()), rightBody(question));
  };

  return {
    'asks legacy': get('/plain', 300),
    'asks for a page': get('/plain', 40_000),
    'is in the cohort, or not': get(GROUPS.cohort, 700),
    'has copies made': get(GROUPS.shadowed, 900),
    'has copies made of pages': get(GROUPS.shadowed, 200_000),

    async 'posts in the group'(id) {
      const question = { id, bytes: 2_000 };
      const { statusCode, body } = await ask(pathOf(question, GROUPS.shadowed), { method: 'POST', body: rightBody(question), headers: { cookie: `sid=${id}` } });
      return check(statusCode, Buffer.from(await body.arrayBuffer()), Buffer.from(receipt(question)));
    },

    async 'uploads much'(id) {
      const question = { id, bytes: 24 * 2 ** 20 };
      const { statusCode, body } = await ask(pathOf(question, '/plain'), { method: 'POST', body: Readable.from(rightPieces(question)) });
      return check(statusCode, Buffer.from(await body.arrayBuffer()), Buffer.from(receipt(question)));
    },

    async 'reads slowly'(id) {
      const question = { id, bytes: 6 * 2 ** 20 };
      const { statusCode, body } = await ask(pathOf(question, GROUPS.shadowed));
      const pieces: Buffer[] = [];
      for await (const piece of body as AsyncIterable<Buffer>) {
        pieces.push(piece);
        if (pieces.length % 16 === 0) await sleep(60);
      }
      return check(statusCode, Buffer.concat(pieces), rightBody(question));
    },

    async 'listens to events'(id) {
      const question = { id, bytes: 40 };
      const { statusCode, body } = await ask(pathOf(question, '/plain'), { headers: { accept: 'text/event-stream' } });
      const right = Array.from({ length: question.bytes }, (_, n) => rightEvent(question, n)).join('');
      return check(statusCode, Buffer.from(await body.arrayBuffer()), Buffer.from(right));
    },

    async 'leaves before the answer'(id) {
      const leaving = new AbortController();
      const asked = ask(pathOf({ id, bytes: 50 }, '/plain'), { headers: { accept: 'text/event-stream' }, signal: leaving.signal }).then(({ body }) => body.arrayBuffer());
      setTimeout(() => leaving.abort(), Math.random() * 200);
      await asked.catch(() => {});
      return 'left';
    },

    async 'leaves in the middle'(id) {
      const { body } = await ask(pathOf({ id, bytes: 8 * 2 ** 20 }, GROUPS.shadowed));
      const reading = body[Symbol.asyncIterator]();
      for (let pieces = 0; pieces < 3; pieces += 1) await reading.next();
      body.on('error', () => {}).destroy();
      return 'left';
    },

    'talks through a WebSocket': (id) => talk(proxy, { id, bytes: 3_000 }),
  };
}

/** Says twenty things through an upgraded connection, each when the one before has come back. */
async function talk(proxy: string, question: Question): Promise<Outcome> {
  const path = pathOf(question, GROUPS.shadowed);
  const asked = openRequest(proxy + path, { agent: false, headers: { connection: 'Upgrade', upgrade: 'websocket' } });
  asked.end();
  const answered = once(asked, 'response').then(([{ statusCode }]) => Promise.reject(new Error(`it was answered with ${statusCode}`)));
  const [answer, socket] = (await Promise.race([once(asked, 'upgrade'), answered])) as [{ headers: Record<string, string> }, NodeJS.ReadWriteStream & { destroy(): void }];
  try {
    if (answer.headers['x-question'] !== path) return { wrong: `the upgrade is of ${answer.headers['x-question']}` };
    const said = rightBody(question);
    for (let turn = 0; turn < 20; turn += 1, await sleep(20)) {
      socket.write(said);
      if (!(await read(socket, said.length)).equals(echoOf(said))) return { wrong: 'another echo came back' };
    }
    return 'right';
  } finally {
    socket.destroy();
  }
}

async function read(socket: NodeJS.ReadableStream, bytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let size = 0; size < bytes; ) {
    const [piece] = (await once(socket, 'data', { signal: AbortSignal.timeout(20_000) })) as [Buffer];
    pieces.push(piece);
    size += piece.length;
  }
  return Buffer.concat(pieces);
}

function check(status: number, found: Buffer, right: Buffer): Outcome {
  if (status === 200 && found.equals(right)) return 'right';
  return { wrong: `${status}, ${found.length} bytes instead of ${right.length}: ${JSON.stringify(found.subarray(0, 80).toString('latin1'))}` };
}
