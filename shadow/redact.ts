import { createHmac } from 'node:crypto';
import type { Hash } from './hash.ts';
import type { JsonDocument, JsonNode } from './json-node.ts';
import { timestampForm } from './mask-form.ts';
import { redactTarget } from './redact-target.ts';
import { isCardNumber, isSecretName, secretShape } from './secret-shape.ts';

/**
 * Writes values so that they may be kept and shown. What is not known to be harmless becomes `string(len 36, uuid)#ab12cd34`: its type,
 * length and shape, and a keyed digest, by which equal values stay equal and different ones different within a run.
 */
export interface Redactor {
  /** A value of a JSON body. `path` says what it is: below a member named like a secret nothing but `true`, `false` and `null` is shown. */
  json(path: string, document: JsonDocument, node: JsonNode): string;
  /** Any other text: a header, a query parameter. */
  text(path: string, text: string): string;
  /** Bytes or text too large to be shown, as their size and digest. */
  digest(description: string, content: string | Uint8Array): string;
  /** A long text by the place that matters in it. */
  excerpt(text: string, offset: number): string;
  /** A request target: path segments and query values that are not known to be harmless are taken out. */
  target(target: string): string;
  /** What subtree hashes start from; as secret as the run's key. */
  readonly hashStart: Hash;
}

export interface RedactorOptions {
  /** Random for each run, never stored. */
  readonly runKey: Uint8Array;
  /** `true` also shows short texts that look like no secret: for tests, where the answers are the developer's own. Default false. */
  readonly showTexts?: boolean;
}

const MAX_SHOWN = 80;

export function createRedactor({ runKey, showTexts = false }: RedactorOptions): Redactor {
  const hmac = (content: string | Uint8Array) => createHmac('sha256', runKey).update(content).digest();
  const seed = hmac('subtree hashes');

  const digest = (description: string, content: string | Uint8Array) => `${description}#${hmac(content).toString('hex', 0, 4)}`;

  const text = (path: string, content: string) => {
    if (!isSecretName(path) && isHarmless(path, content, showTexts)) return JSON.stringify(content);
    const shape = content === '' ? undefined : (secretShape(content) ?? (isDate(content) ? 'timestamp' : undefined));
    return digest(`string(len ${content.length}${shape ? `, ${shape}` : ''})`, content);
  };

  return {
    hashStart: { low: seed.readInt32LE(0), high: seed.readInt32LE(4) },
    digest,
    text,
    json: (path, { text: source }, node) => {
      const lexeme = node.kind === 'object' || node.kind === 'array' ? '' : source.slice(node.start, node.end);
      switch (node.kind) {
        case 'null':
        case 'boolean':
          return lexeme;
        case 'string':
          return text(path, JSON.parse(lexeme) as string);
        case 'number':
          return isSecretName(path) || isCardNumber(lexeme) || lexeme.length > 40 ? digest(`number(len ${lexeme.length})`, `${node.low} ${node.high}`) : lexeme;
        case 'array':
          return digest(`array(${node.children.length})`, `${node.low} ${node.high}`);
        case 'object':
          return digest(`object(${node.children.length})`, `${node.low} ${node.high}`);
      }
    },
    excerpt: (content, offset) => digest(`text(len ${content.length}, differs at ${offset}${showTexts ? `: ${JSON.stringify(around(content, offset))}` : ''})`, content),
    target: (target) => redactTarget(target, text),
  };
}

/** Names whose values are words of a fixed vocabulary. */
const VOCABULARY_NAME = /(?:^|[._-])(?:status|state|type|kind|currency|unit|method|role|level|format|lang|locale|sort|order|direction|encoding|accept-ranges|content-language|cache-control|vary|allow|x-frame-options|x-content-type-options|referrer-policy|content-type|path|domain|samesite|expires|retry-after|max-age)(?:\[\]|\{\})*$/i;

function isHarmless(path: string, text: string, showTexts: boolean): boolean {
  if (text === '' || /^-?\d{1,7}(?:\.\d{1,6})?$/.test(text) || isDate(text)) return true;
  if (text.length > MAX_SHOWN || secretShape(text) !== undefined) return false;
  return showTexts || (VOCABULARY_NAME.test(path) && /^[\w */;=,.+-]+$/.test(text));
}

/** Ten digits may be epoch seconds, and a telephone number as well. */
function isDate(text: string): boolean {
  return timestampForm(text)?.startsWith('epoch') === false;
}

function around(text: string, offset: number): string {
  return text.slice(Math.max(0, offset - 20), offset + 40);
}
