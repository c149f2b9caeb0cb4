import { createHash } from 'node:crypto';
import { MIMEType } from 'node:util';
import { contentDisposition } from '../headers/content-disposition.ts';
import { namedFormat } from './body-format.ts';
import { isJson } from './records.ts';

const MAX_PARTS = 1_000;
const MAX_NESTING = 3;

/**
 * The parts of a multipart body as JSON text, without the boundary, which is random: `[{"disposition":…,"type":…,"range":…,"body":…}]`. A part's body is
 * JSON or text where it says so, else size and SHA-256. `undefined` where it is no such body.
 */
export function multipartDocument(bytes: Uint8Array, type: MIMEType | undefined, nesting = 0): string | undefined {
  const boundary = type?.params.get('boundary');
  if (!boundary || nesting > MAX_NESTING) return undefined;
  // One character a byte: no byte gets lost, and boundaries are ASCII.
  const [, ...pieces] = `\r\n${Buffer.from(bytes).toString('latin1')}`.split(`\r\n--${boundary}`);
  const end = pieces.findIndex((piece) => piece.startsWith('--'));
  if (end < 0 || end > MAX_PARTS) return undefined;
  const parts = pieces.slice(0, end).map((piece) => partDocument(piece, nesting));
  return parts.includes(undefined) ? undefined : `[${parts.join(',')}]`;
}

function partDocument(piece: string, nesting: number): string | undefined {
  const [, head, body] = /^[ \t]*\r\n((?:[^\r\n]+\r\n)*)\r\n([^]*)$/.exec(piece) ?? [];
  if (head === undefined || body === undefined) return undefined;
  const headers = new Map(head.split('\r\n').map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  const disposition = headers.get('content-disposition');
  const members = {
    disposition: disposition && contentDisposition(Buffer.from(disposition, 'latin1').toString()),
    type: headers.get('content-type')?.toLowerCase().replace(/;\s*boundary=.*$/, ''),
    range: headers.get('content-range'),
  };
  const bytes = Buffer.from(body, 'latin1');
  return `${JSON.stringify(members).slice(0, -1)}${members.disposition ?? members.type ?? members.range ? ',' : ''}"body":${bodyDocument(bytes, headers.get('content-type'), nesting)}}`;
}

function bodyDocument(bytes: Buffer, header: string | undefined, nesting: number): string {
  const type = parsedType(header ?? 'text/plain');
  const format = namedFormat(type);
  const nested = format === 'multipart' ? multipartDocument(bytes, type, nesting + 1) : undefined;
  if (nested !== undefined) return nested;
  const text = bytes.toString();
  if (format === 'json' && isJson(text)) return text;
  const isText = format !== 'bytes' && type?.type !== 'application' && !text.includes('\ufffd') && !text.includes('\0');
  return JSON.stringify(isText ? text : `${bytes.length} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex')}`);
}

function parsedType(value: string): MIMEType | undefined {
  try {
    return new MIMEType(value);
  } catch {
    return undefined;
  }
}
