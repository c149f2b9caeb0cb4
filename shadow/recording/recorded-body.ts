import { createHash } from 'node:crypto';
import { bodyDocument } from '../bodies/body-document.ts';
import { contentType, type BodyFormat } from '../bodies/body-format.ts';
import { linesDocument, withPlainLineEnds } from '../bodies/lines.ts';
import { multipartDocument } from '../bodies/multipart.ts';
import { bodyText } from '../body-text.ts';
import { decodeBody } from '../decode-body.ts';
import type { CapturedResponse } from '../exchange.ts';
import type { Redaction } from './redaction.ts';
import { rewriteJson } from './rewrite-json.ts';

/** A body as it is kept: as a JSON text that says the same, in which pseudonyms stand for values; of what has no structure its size and a keyed digest. */
export interface RecordedBody {
  /** What it was written as. */
  readonly format: BodyFormat | 'lines' | 'problem';
  readonly json: string;
}

/**
 * The body in the form in which it is kept; `null` where there is none.
 * @param like the format of the body that it will be compared with: text is read so, if it can be
 */
export function recordBody(response: CapturedResponse, redaction: Redaction, like?: RecordedBody['format']): RecordedBody | null {
  if (response.body.length === 0) return null;
  const decoded = decodeBody(response);
  if ('problem' in decoded) return { format: 'problem', json: JSON.stringify(decoded.problem) };
  if (decoded.bytes.length === 0) return null;
  for (const { format, json } of documentsOf(response, decoded.bytes, like)) {
    const kept = rewriteJson(json, redaction);
    if (kept !== undefined) return { format, json: kept };
  }
  const digest = redaction.hidden(createHash('sha256').update(decoded.bytes).digest('hex'));
  return { format: 'bytes', json: JSON.stringify({ bytes: decoded.bytes.length, digest }) };
}

/** What the body may say, the likeliest first; one may turn out to be no JSON, whatever it is called. */
function* documentsOf(response: CapturedResponse, bytes: Uint8Array, like: RecordedBody['format'] | undefined): Generator<RecordedBody> {
  const text = bodyText(response, bytes);
  if (!text) {
    const json = multipartDocument(bytes, contentType(response));
    if (json !== undefined) yield { format: 'multipart', json };
    return;
  }
  const format = text.format === 'text' && like !== undefined && like !== 'lines' && like !== 'problem' ? like : text.format;
  // A guard around JSON is part of what is said.
  const formats = format === 'json' ? (['json', 'records'] as const) : [format];
  for (const each of text.guard === '' ? formats : []) {
    const json = bodyDocument({ ...text, format: each });
    if (json !== undefined) yield { format: each, json };
  }
  const json = linesDocument(withPlainLineEnds(text.guard + text.text));
  if (json !== undefined) yield { format: 'lines', json };
}
