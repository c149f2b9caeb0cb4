import { bodyText, type BodyText } from './body-text.ts';
import { contentEncodings, decodeBody, type DecodedBody } from './decode-body.ts';
import type { DifferenceList } from './difference-list.ts';
import type { CapturedResponse } from './exchange.ts';
import type { CompiledRules } from './field-rules.ts';
import { differJson } from './json-difference.ts';
import { parseJson } from './json-parse.ts';
import type { Redactor } from './redact.ts';

/** Adds what differs between two bodies: nothing where the bytes are the same, fields of JSON, the first place in text, else size and digest. */
export function differBodies(legacy: CapturedResponse, candidate: CapturedResponse, rules: CompiledRules, redactor: Redactor, differences: DifferenceList): void {
  if (isSameAsReceived(legacy, candidate)) return;
  const left = decodeBody(legacy);
  const right = decodeBody(candidate);
  const writeBytes = (body: DecodedBody) => () => ('problem' in body ? body.problem : redactor.digest(`bytes(len ${body.bytes.length})`, body.bytes));
  const differ = (kind: 'type' | 'value' | 'missing' | 'extra') =>
    differences.add('body', kind, kind === 'extra' ? null : writeBytes(left), kind === 'missing' ? null : writeBytes(right));

  if ('problem' in left || 'problem' in right) return differ('type');
  if (legacy.bodyTruncated || candidate.bodyTruncated) {
    if (!sameBeginning(left.bytes, right.bytes, legacy.bodyTruncated, candidate.bodyTruncated)) differ('value');
    return;
  }
  if (sameBytes(left.bytes, right.bytes)) return;
  if (right.bytes.length === 0) return differ('missing');
  if (left.bytes.length === 0) return differ('extra');
  const leftText = bodyText(legacy, left.bytes);
  const rightText = bodyText(candidate, right.bytes);
  if (!leftText || !rightText) return differ('value');
  if (!differAsJson(leftText, rightText, rules, redactor, differences)) differText(leftText, rightText, redactor, differences);
}

function isSameAsReceived(legacy: CapturedResponse, candidate: CapturedResponse): boolean {
  return (
    legacy.bodyTruncated === candidate.bodyTruncated &&
    sameBytes(legacy.body, candidate.body) &&
    String(contentEncodings(legacy)) === String(contentEncodings(candidate))
  );
}

/** `false` where one of the two is no JSON. */
function differAsJson(legacy: BodyText, candidate: BodyText, { body: rule }: CompiledRules, redactor: Redactor, differences: DifferenceList): boolean {
  if (!(legacy.mayBeJson && candidate.mayBeJson) || legacy.guard !== candidate.guard) return false;
  const left = parseJson(legacy.text, rule, redactor.hashStart);
  const right = left && parseJson(candidate.text, rule, redactor.hashStart);
  if (!left || !right) return false;
  differJson(left, right, rule, redactor, differences);
  return true;
}

function differText(legacy: BodyText, candidate: BodyText, redactor: Redactor, differences: DifferenceList): void {
  const [left, right] = [legacy.guard + legacy.text, candidate.guard + candidate.text];
  if (left === right) return;
  let offset = 0;
  while (left.charCodeAt(offset) === right.charCodeAt(offset)) offset++;
  const write = (text: string) => () => redactor.excerpt(text, offset);
  differences.add('body', 'value', write(left), write(right));
}

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
