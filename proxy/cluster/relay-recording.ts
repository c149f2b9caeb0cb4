import type { ServerResponse } from 'node:http';
import { linesOf } from '../../domain/lines.ts';
import { parseNote, recordOrder, type RecordingNote } from '../../shadow/index.ts';
import type { Serving } from './worker.ts';

export interface RelayParts {
  readonly serving: () => readonly Serving[];
  readonly fetch: typeof globalThis.fetch;
}

/** An order to record, as it came. */
export interface RecordRequest {
  readonly authorization: string | undefined;
  readonly body: Buffer;
}

/** A line longer than this no worker sends. */
const MAX_LINE = 32 * 1024 * 1024;
const MAX_UNREAD = 4 * 1024 * 1024;
/** How often is looked whether there are new workers. */
const LOOK_EVERY_MS = 1_000;

/** One recording of all processes: their exchanges as they come, what they dropped added up. A worker that begins later is recorded too. */
export async function relayRecording({ authorization, body }: RecordRequest, to: ServerResponse, { serving, fetch }: RelayParts): Promise<void> {
  const aborted = new AbortController();
  // Workers refuse an order that is none.
  const seconds = recordOrder.safeParse(parse(body)).data?.seconds ?? 0;
  const over = AbortSignal.timeout(seconds * 1_000);
  const dropped = new Map<number, RecordingNote['dropped']>();
  const reading = new Map<number, Promise<void>>();
  let unread = 0;
  to.once('close', () => aborted.abort());
  to.on('error', () => {});

  const ask = (worker: Serving) =>
    fetch(`http://127.0.0.1:${worker.adminPort}/record`, { method: 'POST', headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) }, body: new Uint8Array(body), signal: aborted.signal });

  async function read(worker: Serving, answer: Response): Promise<void> {
    if (!answer.body) return;
    for await (const line of linesOf(answer.body, { maxBytes: MAX_LINE, isWhole: () => false })) {
      if (typeof line !== 'string') continue;
      const note = parseNote(line);
      if (note) dropped.set(worker.id, note.dropped);
      else if (to.writableLength > MAX_UNREAD) unread += 1;
      else to.write(`${line}\n`);
    }
  }

  const join = (worker: Serving, answer: Promise<Response>) => {
    const done = answer
      .then((found) => read(worker, found))
      .catch(() => {})
      .finally(() => reading.delete(worker.id));
    reading.set(worker.id, done);
  };

  const [first, ...others] = serving();
  if (!first) return refuse(to, Response.json({ error: 'No process serves at the moment.' }, { status: 503 }));
  const answer = await ask(first);
  if (!answer.ok) return refuse(to, answer);
  to.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
  join(first, Promise.resolve(answer));
  for (const worker of others) join(worker, ask(worker));
  while (!aborted.signal.aborted && reading.size > 0 && !over.aborted) {
    await Promise.race([...reading.values(), new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))]);
    to.write(`${JSON.stringify({ dropped: sum([...dropped.values(), { busy: unread }]) })}\n`);
    for (const worker of serving()) if (!reading.has(worker.id) && !dropped.has(worker.id)) join(worker, ask(worker));
  }
  await Promise.all(reading.values());
  to.end(`${JSON.stringify({ dropped: sum([...dropped.values(), { busy: unread }]), end: 'its time is over, or the proxy stops' } satisfies RecordingNote)}\n`);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

async function refuse(to: ServerResponse, from: Response): Promise<void> {
  to.writeHead(from.status, { 'content-type': 'application/json' }).end(await from.text());
}

function sum(all: readonly RecordingNote['dropped'][]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const each of all) for (const [reason, count] of Object.entries(each)) if (count > 0) total[reason] = (total[reason] ?? 0) + count;
  return total;
}
