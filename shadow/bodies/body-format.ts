import { MIMEType } from 'node:util';
import type { CapturedResponse } from '../exchange.ts';
import { headerValues } from '../headers.ts';

/** How a body is to be read. `bytes` and `text` are those of which no more is known. */
export type BodyFormat = 'json' | 'records' | 'events' | 'form' | 'multipart' | 'html' | 'xml' | 'text' | 'bytes';

/** Media types by which a body is more than text. */
const FORMATS: readonly (readonly [RegExp, BodyFormat])[] = [
  [/^application\/(?:x-)?(?:ndjson|jsonl|jsonlines|json-lines|json-seq|stream\+json)$/, 'records'],
  [/^(?:application|text)\/(?:json|[\w.-]+\+json)$/, 'json'],
  [/^text\/event-stream$/, 'events'],
  [/^application\/x-www-form-urlencoded$/, 'form'],
  [/^multipart\//, 'multipart'],
  [/^text\/html$/, 'html'],
  [/^(?:application|text)\/xml$|\+xml$/, 'xml'],
  [/^(?:image|audio|video|font)\/|^application\/(?:pdf|zip|gzip|wasm|x-protobuf|msgpack|vnd\.openxmlformats\b)/, 'bytes'],
];

export function contentType({ rawHeaders }: CapturedResponse): MIMEType | undefined {
  try {
    return new MIMEType(headerValues(rawHeaders, 'content-type')[0] ?? '');
  } catch {
    return undefined;
  }
}

/** The format that a media type names, `text` where it names none. */
export function namedFormat(type: Pick<MIMEType, 'essence'> | undefined): BodyFormat {
  return FORMATS.find(([pattern]) => type && pattern.test(type.essence))?.[1] ?? 'text';
}

/** The format of a text that its media type says too little of: by how it begins. */
export function sniffedFormat(text: string): BodyFormat {
  const start = text.slice(0, 1_000);
  if (/^\s*[{[]/.test(start)) return 'json';
  if (/^\s*<(?:!doctype\s+html|html)[\s>]/i.test(start)) return 'html';
  return start.startsWith('<?xml ') ? 'xml' : 'text';
}
