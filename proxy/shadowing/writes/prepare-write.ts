import type { CopiedWrites } from '../../../domain/copying.ts';
import type { Copy } from '../../../shadow/copies/copy-token.ts';
import type { CapturedResponse } from '../../../shadow/index.ts';
import type { Group } from '../../group.ts';
import type { CallerRequest } from '../../listening/caller-request.ts';
import { headersFor, rewriteBody } from '../../rewriting/json-body.ts';
import { adoptIds, type Adopting } from './adopt-ids.ts';
import type { Upload } from './capture-upload.ts';
import type { Uncopied } from './send-write.ts';

/** The ways in which copies are sent at all. */
export type SentWrites = Exclude<CopiedWrites, { kind: 'next-read' }>;

export interface WriteParts {
  readonly upload: Upload | undefined;
  readonly legacy: CapturedResponse;
  /** Target and headers as the candidate gets them, of a request with these headers. */
  readonly head: (headers: readonly string[]) => { readonly target: string; readonly headers: readonly string[] };
}

/** The copy of a request that changes something, as the candidate is to get it: what the caller sent, with legacy's ids where it is to take them over, in the candidate's words. */
export async function prepareWrite(group: Group, request: CallerRequest, writes: SentWrites, { upload, legacy, head }: WriteParts): Promise<(Adopting & { readonly target: string; readonly copy: Copy }) | Uncopied> {
  if (writes.kind === 'response-replay' && (legacy.status < 200 || legacy.status >= 400)) return { dropped: 'not-accepted' };
  const body = upload ? await upload.body : new Uint8Array();
  if (typeof body === 'string') return { dropped: body };
  const said: Adopting = { headers: request.headers, body };
  const adopted = writes.kind === 'response-replay' ? adoptIds(said, writes.adopt, legacy) : { ...said, headers: withOwnKey(said.headers) };
  if (!adopted) return { dropped: 'ids-missing' };
  const { target, headers } = head(adopted.headers);
  const translated = await translateBody(group, request, { headers, body: adopted.body });
  return translated ? { ...translated, target, copy: copyOf(writes, legacy) } : { dropped: 'untranslatable' };
}

function copyOf(writes: SentWrites, { status }: CapturedResponse): Copy {
  switch (writes.kind) {
    case 'dry-run':
      return { mode: 'dry-run' };
    case 'isolated-store':
      return { mode: 'isolated-store', store: writes.store };
    case 'response-replay':
      return { mode: 'response-replay', legacyStatus: status };
  }
}

/** What is taken back, or done in another store, must not count as done when the caller repeats it under that key. */
function withOwnKey(headers: readonly string[]): string[] {
  return headers.map((value, i) => (i % 2 === 1 && headers[i - 1]!.toLowerCase() === 'idempotency-key' ? `shadow:${value}` : value));
}

/** The body in the candidate's words, as a caller's would be; `undefined` where there are none for it. */
async function translateBody({ rewriting }: Group, request: CallerRequest, said: Adopting): Promise<Adopting | undefined> {
  const translate = rewriting?.hook.request;
  const isJson = said.headers.some((value, i) => i % 2 === 1 && said.headers[i - 1]!.toLowerCase() === 'content-type' && /json/i.test(value));
  if (!translate || !isJson || said.body.length === 0) return said;
  try {
    const body = await rewriteBody(said.body, (json) => translate(json, request));
    return { body, headers: headersFor(body, said.headers) };
  } catch {
    return undefined;
  }
}
