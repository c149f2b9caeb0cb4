import type { IncomingMessage } from 'node:http';
import { headerOf, type UpstreamAnswer } from '../forwarding/upstream-answer.ts';
import { MAX_HOOK_BYTES, type BodyHook, type HookFacts } from './body-hook.ts';

/** Whether a body says of itself that it is JSON, uncompressed. */
function isJson(rawHeaders: readonly string[]): boolean {
  const encoding = headerOf({ rawHeaders }, 'content-encoding') ?? 'identity';
  return encoding === 'identity' && /^application\/([\w.+-]+\+)?json\b/i.test(headerOf({ rawHeaders }, 'content-type') ?? '');
}

/**
 * The whole body of a caller's request, where it is to be rewritten; `untouched` where it is no JSON. One that has no length or is too
 * long is `untranslatable`, and nothing of it is read.
 */
export async function holdBody(req: IncomingMessage): Promise<Buffer | 'untouched' | 'untranslatable'> {
  const length = req.headers['content-length'];
  if (length === '0' || (length === undefined && req.headers['transfer-encoding'] === undefined)) return 'untouched';
  if (!/json/i.test(req.headers['content-type'] ?? '')) return 'untouched';
  if (!isJson(req.rawHeaders) || length === undefined || Number(length) > MAX_HOOK_BYTES) return 'untranslatable';
  const pieces: Buffer[] = [];
  for await (const piece of req.iterator({ destroyOnReturn: false })) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** The body as the hook makes it. Throws what the hook throws, and where the body is no JSON. */
export async function rewriteBody(body: Uint8Array, hook: (json: unknown) => unknown): Promise<Buffer> {
  const rewritten = JSON.stringify(await hook(JSON.parse(Buffer.from(body).toString('utf8'))));
  if (rewritten === undefined) throw new TypeError('The hook returned nothing that is JSON.');
  return Buffer.from(rewritten);
}

/** Raw headers for a body that was rewritten: its new length, and no digest of the old one. */
export function headersFor(body: Buffer, raw: readonly string[]): string[] {
  const headers: string[] = [];
  for (let i = 0; i < raw.length; i += 2) if (!/^(content-length|transfer-encoding|trailer|content-md5|digest|content-digest|repr-digest|etag)$/i.test(raw[i]!)) headers.push(raw[i]!, raw[i + 1]!);
  return [...headers, 'Content-Length', String(body.length)];
}

/** A candidate's answer in legacy's words, whole; itself where it has no JSON body. Rejects where it is too large, breaks off, or the hook throws. */
export async function rewriteAnswer(answer: UpstreamAnswer, hook: NonNullable<BodyHook['answer']>, facts: HookFacts): Promise<UpstreamAnswer> {
  if (facts.method === 'HEAD' || answer.status === 204 || answer.status === 304 || !/json/i.test(headerOf(answer, 'content-type') ?? '')) return answer;
  if (!isJson(answer.rawHeaders)) throw new Error('The answer is compressed.');
  const body = await rewriteBody(await readWhole(answer), (json) => hook(json, { ...facts, status: answer.status }));
  return { ...answer, rawHeaders: headersFor(body, answer.rawHeaders), whole: () => body };
}

function readWhole(answer: UpstreamAnswer): Promise<Buffer> {
  const whole = answer.whole();
  if (whole) return Promise.resolve(whole);
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    answer.read({
      piece(bytes) {
        size += bytes.length;
        if (size <= MAX_HOOK_BYTES) pieces.push(bytes);
        else reject(new Error(`The answer has more than ${MAX_HOOK_BYTES} bytes.`));
      },
      end: () => resolve(Buffer.concat(pieces)),
      brokeOff: () => reject(new Error('The answer broke off.')),
    });
  });
}
