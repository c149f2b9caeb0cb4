import { arrayOf, bodyDocument, bodyRecords } from './bodies/body-document.ts';
import { contentType, type BodyFormat } from './bodies/body-format.ts';
import { linesDocument, withPlainLineEnds } from './bodies/lines.ts';
import { multipartDocument } from './bodies/multipart.ts';
import { bodyText, type BodyText } from './body-text.ts';
import { contentEncodings, decodeBody, type DecodedBody } from './decode-body.ts';
import type { DifferenceList } from './difference-list.ts';
import type { CapturedResponse } from './exchange.ts';
import type { CompiledRules, FieldRule } from './field-rules.ts';
import { headerValues } from './headers.ts';
import { differJson } from './json-difference.ts';
import { pairIds } from './identity/pair-ids.ts';
import type { IdPairs } from './identity/id-pairs.ts';
import { scalarText } from './json-node.ts';
import { parseJson } from './json-parse.ts';
import type { Redactor } from './redact.ts';

interface Context {
  readonly rules: CompiledRules;
  readonly redactor: Redactor;
  readonly differences: DifferenceList;
  readonly ids: IdPairs;
}

/**
 * Adds what differs between two bodies: nothing where the bytes are the same, fields of what has a structure (JSON, records, events, forms, trees), lines of
 * text, else size and digest.
 */
export function differBodies(legacy: CapturedResponse, candidate: CapturedResponse, context: Context): void {
  if (isSameAsReceived(legacy, candidate)) return;
  const { redactor, differences } = context;
  const left = decodeBody(legacy);
  const right = decodeBody(candidate);
  const writeBytes = (body: DecodedBody) => () => ('problem' in body ? body.problem : redactor.digest(`bytes(len ${body.bytes.length})`, body.bytes));
  const differ = (kind: 'type' | 'value' | 'missing' | 'extra') =>
    differences.add('body', kind, kind === 'extra' ? null : writeBytes(left), kind === 'missing' ? null : writeBytes(right));

  if ('problem' in left || 'problem' in right) return differ('type');
  if (legacy.bodyTruncated || candidate.bodyTruncated) {
    if (sameBeginning(left.bytes, right.bytes, legacy.bodyTruncated, candidate.bodyTruncated)) return;
    if (!differCutRecords({ ...legacy, body: left.bytes }, { ...candidate, body: right.bytes }, context)) differ('value');
    return;
  }
  if (sameBytes(left.bytes, right.bytes)) return;
  if (right.bytes.length === 0) return differ('missing');
  if (left.bytes.length === 0) return differ('extra');
  if (differParts(legacy, left.bytes, candidate, right.bytes, context)) return;
  const leftText = bodyText(legacy, left.bytes);
  const rightText = bodyText(candidate, right.bytes);
  if (!leftText || !rightText) return differ('value');
  if (!differAsDocuments(leftText, rightText, context)) differText(leftText, rightText, context);
}

/** Whether the bytes are the same before anything is decoded. */
export function isSameAsReceived(legacy: CapturedResponse, candidate: CapturedResponse): boolean {
  return (
    legacy.bodyTruncated === candidate.bodyTruncated &&
    sameBytes(legacy.body, candidate.body) &&
    String(contentEncodings(legacy)) === String(contentEncodings(candidate))
  );
}

/** `false` where one of the two is not multipart. */
function differParts(legacy: CapturedResponse, left: Uint8Array, candidate: CapturedResponse, right: Uint8Array, context: Context): boolean {
  if (!isMultipart(legacy) || !isMultipart(candidate)) return false;
  const leftParts = multipartDocument(left, contentType(legacy));
  const rightParts = multipartDocument(right, contentType(candidate));
  return leftParts !== undefined && rightParts !== undefined && differDocuments(leftParts, rightParts, context);
}

function isMultipart({ rawHeaders }: CapturedResponse): boolean {
  return headerValues(rawHeaders, 'content-type').some((value) => /^\s*multipart\//i.test(value));
}

/** `false` where one of the two is not of the format that both are read in. */
function differAsDocuments(legacy: BodyText, candidate: BodyText, context: Context): boolean {
  const format = commonFormat(legacy.format, candidate.format);
  if (format === undefined || legacy.guard !== candidate.guard) return false;
  return [format, ...(format === 'json' ? (['records'] as const) : [])].some((each) => {
    const left = bodyDocument({ ...legacy, format: each });
    const right = left === undefined ? undefined : bodyDocument({ ...candidate, format: each });
    return left !== undefined && right !== undefined && differDocuments(left, right, context);
  });
}

/** What one body says that it is, the other may be without saying so. */
function commonFormat(legacy: BodyFormat, candidate: BodyFormat): BodyFormat | undefined {
  if (legacy === candidate || candidate === 'text') return legacy;
  return legacy === 'text' ? candidate : undefined;
}

/** `false` where one of the two is no JSON. */
function differDocuments(legacy: string, candidate: string, { rules, redactor, differences, ids }: Context, at = '$', rule: FieldRule | undefined = rules.body): boolean {
  const left = parseJson(legacy, rule, redactor.hashStart);
  const right = left && parseJson(candidate, rule, redactor.hashStart);
  if (!left || !right) return false;
  differJson(left, right, rule, redactor, differences, at);
  if (!rule?.holdsIds) return true;
  pairIds(left, right, rule, redactor.hashStart, (path, l, r) => {
    if (!ids.pair(scalarText(left, l), scalarText(right, r))) differences.add(path, 'identity', () => redactor.json(path, left, l), () => redactor.json(path, right, r));
  });
  return true;
}

/** Streams that were cut are compared as far as both were kept: by whole records. `false` where they are no such streams. */
function differCutRecords(legacy: CapturedResponse, candidate: CapturedResponse, context: Context): boolean {
  const [left, right] = [legacy, candidate].map((response) => {
    const text = bodyText(response, response.body);
    return text && bodyRecords(text, response.bodyTruncated);
  });
  if (!left || !right) return false;
  const kept = Math.min(legacy.bodyTruncated ? left.length : Infinity, candidate.bodyTruncated ? right.length : Infinity);
  const [leftKept, rightKept] = [left, right].map((records) => arrayOf(records.slice(0, kept))!);
  return differDocuments(leftKept!, rightKept!, context);
}

/** Lines one by one, or the first place where a text of one line differs. */
function differText(legacy: BodyText, candidate: BodyText, context: Context): void {
  const [left, right] = [withPlainLineEnds(legacy.guard + legacy.text), withPlainLineEnds(candidate.guard + candidate.text)];
  if (left === right) return;
  const lines = [linesDocument(left), linesDocument(right)] as const;
  if (legacy.format !== 'json' && lines[0] !== undefined && lines[1] !== undefined && differDocuments(lines[0], lines[1], context, 'body', NO_RULE)) return;
  let offset = 0;
  while (left.charCodeAt(offset) === right.charCodeAt(offset)) offset++;
  const write = (text: string) => () => context.redactor.excerpt(text, offset);
  context.differences.add('body', 'value', write(left), write(right));
}

const NO_RULE: FieldRule = { unordered: false, keys: new Map() };

/** Whether two bodies, of which one at least was not kept whole, may be the same as far as they were kept. */
function sameBeginning(legacy: Uint8Array, candidate: Uint8Array, legacyCut: boolean, candidateCut: boolean): boolean {
  const length = Math.min(legacy.length, candidate.length);
  // Of a cut body there is more than was kept: a whole one no longer than that is shorter for certain.
  if ((!legacyCut && legacy.length <= candidate.length) || (!candidateCut && candidate.length <= legacy.length)) return false;
  return sameBytes(legacy.subarray(0, length), candidate.subarray(0, length));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
