import { createHmac } from 'node:crypto';
import type { RedactionRules } from '../domain/redaction.ts';
import type { Hash } from './hash.ts';
import type { JsonDocument, JsonNode } from './json-node.ts';
import { timestampForm } from './mask-form.ts';
import { redactTarget } from './redact-target.ts';
import { createOwnRules, NO_OWN_RULES, type OwnRules } from './redaction/own-rules.ts';
import { isSecretName, secretShape } from './secret-shape.ts';

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
  /** A route or a path template without what the migration's own rules take out. */
  template(template: string): string;
  /** This redactor with a migration's own rules, if any. */
  with(rules: RedactionRules | undefined): Redactor;
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
  const byRules = new WeakMap<RedactionRules, Redactor>();
  const base: Omit<Redactor, 'json' | 'text' | 'target' | 'template'> = {
    hashStart: { low: seed.readInt32LE(0), high: seed.readInt32LE(4) },
    digest: (description, content) => `${description}#${hmac(content).toString('hex', 0, 4)}`,
    excerpt: (content, offset) => {
      const part = around(content, offset);
      const shown = showTexts && secretShape(part) === undefined ? `: ${JSON.stringify(part)}` : '';
      return base.digest(`text(len ${content.length}, differs at ${offset}${shown})`, content);
    },
    with(rules) {
      if (!rules) return plain;
      let redactor = byRules.get(rules);
      if (!redactor) byRules.set(rules, (redactor = { ...base, ...redactValues(createOwnRules(rules), base, showTexts) }));
      return redactor;
    },
  };
  const plain: Redactor = { ...base, ...redactValues(NO_OWN_RULES, base, showTexts) };
  return plain;
}

function redactValues(own: OwnRules, { digest }: Pick<Redactor, 'digest'>, showTexts: boolean): Pick<Redactor, 'json' | 'text' | 'target' | 'template'> {
  const hidesName = (path: string) => isSecretName(path) || own.hidesName(path);

  const text = (path: string, content: string) => {
    if (!hidesName(path) && !own.hidesValue(content) && isHarmless(path, content, showTexts || own.shows(path))) return JSON.stringify(content);
    const shape = content === '' ? undefined : isDate(content) ? 'timestamp' : secretShape(content);
    return digest(`string(len ${content.length}${shape ? `, ${shape}` : ''})`, content);
  };

  return {
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
          return SHORT_NUMBER.test(lexeme) && !hidesName(path) && !own.hidesValue(lexeme) ? lexeme : digest(`number(len ${lexeme.length})`, `${node.low} ${node.high}`);
        case 'array':
          return digest(`array(${node.children.length})`, `${node.low} ${node.high}`);
        case 'object':
          return digest(`object(${node.children.length})`, `${node.low} ${node.high}`);
      }
    },
    target: (target) => redactTarget(target, { value: text, hides: (name, value) => own.hidesName(name) || own.hidesValue(value) }),
    template: (template) => own.withoutValues(template),
  };
}

/** Prices, counts, small ids; whatever comes after the point. Longer ones are telephone, account and card numbers as well. */
const SHORT_NUMBER = /^-?\d{1,7}(?:\.\d{1,20})?(?:e[+-]?\d{1,3})?$/i;

/** Names whose values are words of a fixed vocabulary. */
const VOCABULARY_NAME = /(?:^|[._-])(?:status|state|type|kind|currency|unit|method|role|level|format|lang|locale|sort|order|direction|encoding|accept-ranges|content-language|cache-control|vary|allow|x-frame-options|x-content-type-options|referrer-policy|content-type|path|domain|samesite|expires|retry-after|max-age)(?:\[\]|\{\})*$/i;

function isHarmless(path: string, text: string, mayBeShown: boolean): boolean {
  if (text === '' || /^-?\d{1,7}(?:\.\d{1,6})?$/.test(text) || isDate(text)) return true;
  if (text.length > MAX_SHOWN || secretShape(text) !== undefined) return false;
  return mayBeShown || (VOCABULARY_NAME.test(path) && /^[\w */;=,.+-]+$/.test(text));
}

/** Ten digits may be epoch seconds, and a telephone number as well. */
function isDate(text: string): boolean {
  return timestampForm(text)?.startsWith('epoch') === false;
}

function around(text: string, offset: number): string {
  return text.slice(Math.max(0, offset - 20), offset + 40);
}
