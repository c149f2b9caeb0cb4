import { createHash } from 'node:crypto';

/** What a request is answered with follows from what it says, so that every answer can be checked without asking anybody. */
export interface Question {
  /** Of this request alone. */
  readonly id: string;
  /** Bytes of the answer's body. */
  readonly bytes: number;
}

const PIECE_BYTES = 16 * 1024;

/** The path that asks the question, below a route group's. */
export function pathOf({ id, bytes }: Question, below: string): string {
  return `${below}/${id}/${bytes}`;
}

/** The question that a path asks, wherever it is asked. */
export function questionIn(path: string): Question | undefined {
  const [, id, bytes] = /\/([\w.-]+)\/(\d+)$/.exec(path) ?? [];
  return id === undefined ? undefined : { id, bytes: Number(bytes) };
}

/** The right body, in pieces: no two requests have the same. */
export function* rightPieces({ id, bytes }: Question): Generator<Buffer> {
  for (let at = 0; at < bytes; at += PIECE_BYTES) yield Buffer.alloc(Math.min(PIECE_BYTES, bytes - at), `${id} ${at} `);
}

export function rightBody(question: Question): Buffer {
  return Buffer.concat([...rightPieces(question)]);
}

/** What the body of an upload is answered with. */
export function receipt(question: Question): string {
  const hash = createHash('sha256');
  for (const piece of rightPieces(question)) hash.update(piece);
  return `${question.id} ${hash.digest('hex')}`;
}

/** What a stream of events says as its nth, of so many. */
export function rightEvent({ id }: Question, n: number): string {
  return `id: ${n}\ndata: ${id} says ${n * n}\n\n`;
}

/** What comes back through a WebSocket's connection for what goes in. */
export function echoOf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 0xff));
}
