import type { Mask } from '../domain/mask.ts';
import type { DifferenceList } from './difference-list.ts';
import type { CompiledRules } from './field-rules.ts';
import { headerForm } from './header-form.ts';
import type { IdPairs } from './identity/id-pairs.ts';
import { headerValues } from './headers.ts';
import { agreeUnder } from './mask-agreement.ts';
import { isName } from './path-template.ts';
import type { Redactor } from './redact.ts';

/**
 * Headers that say nothing about the answer: those of one connection, those derived from the body, which is compared itself, and those that
 * name the server, the moment or the request: unless a mask is put on one. Cookies are compared on their own.
 */
const NOT_COMPARED = new Set(
  `connection keep-alive proxy-connection proxy-authenticate te trailer transfer-encoding upgrade
   content-length content-encoding content-md5 content-digest repr-digest digest etag last-modified
   date age server via alt-svc x-powered-by x-request-id x-correlation-id x-amzn-trace-id traceparent tracestate x-runtime x-response-time server-timing
   set-cookie x-banyan-copy`.split(/\s+/),
);

interface Context {
  readonly target: string;
  readonly rules: CompiledRules;
  readonly redactor: Redactor;
  readonly differences: DifferenceList;
  readonly ids: IdPairs;
}

/** Adds what differs between the headers, compared by name and each in its own form. An address may hold an id that the bodies have paired. */
export function differHeaders(legacy: readonly string[], candidate: readonly string[], { target, rules, redactor, differences, ids }: Context): void {
  const { named, unorderedHeaders } = rules;
  const left = comparedHeaders(legacy, named);
  const right = comparedHeaders(candidate, named);
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const path = `header.${name}`;
    const form = (values: readonly string[] | undefined, others: readonly string[] = []) => values && headerForm(name, values, { target, others, unordered: unorderedHeaders.has(path) });
    const spelled = form(left.get(name), right.get(name));
    const a = name.endsWith('location') ? spelled?.map((address) => ids.translate(address)) : spelled;
    const b = form(right.get(name), left.get(name));
    const mask = named.get(path);
    if (a && b && (sameList(a, b) || (mask !== undefined && agreeAll(mask, a, b)))) continue;
    const write = (values: readonly string[] | undefined) => values && (() => writeHeader(name, values, redactor));
    differences.add(isName(name) ? path : 'header{}', !b ? 'missing' : !a ? 'extra' : mask === undefined ? 'value' : 'class', write(a) ?? null, write(b) ?? null);
  }
}

/** The headers that say something about the answer, by name in lower case. `named`: what masks are put on. */
export function comparedHeaders(rawHeaders: readonly string[], named: CompiledRules['named']): Map<string, string[]> {
  // What `Connection` names concerns that connection only.
  const nominated = new Set(headerValues(rawHeaders, 'connection').flatMap((value) => value.toLowerCase().split(/\s*,\s*/)));
  const headers = new Map<string, string[]>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    if (nominated.has(name) || (NOT_COMPARED.has(name) && !named.has(`header.${name}`))) continue;
    const values = headers.get(name);
    if (values) values.push(rawHeaders[i + 1]!);
    else headers.set(name, [rawHeaders[i + 1]!]);
  }
  return headers;
}

function writeHeader(name: string, values: readonly string[], redactor: Redactor): string {
  return name.endsWith('location') ? redactor.target(values.join(' ')) : redactor.text(`header.${name}`, values.join(', '));
}

export function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function agreeAll(mask: Mask, a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => agreeUnder(mask, { kind: 'string', text }, { kind: 'string', text: b[i]! }));
}
