import { FaultInputError } from './fault-input-error.ts';

/** `elasticloadbalancing.ModifyRule@*catalog*:lost:every=5` as the description that {@link readFault} checks. Throws a {@link FaultInputError} where it has no such form. */
export function parseFault(text: string): unknown {
  const [where = '', effect = '', ...options] = text.split(':');
  const problems: string[] = [];
  if (where === '') problems.push('where the fault strikes is missing');
  if (effect === '') problems.push('the effect is missing');
  const when: Record<string, unknown> = {};
  let forSeconds: number | undefined;
  for (const option of options) {
    const [name, value] = cut(option, '=');
    if (name === 'for' && value !== undefined) forSeconds = number(name, value, problems);
    else if (FREQUENCIES.has(name) && value !== undefined) when[name] = name === 'pattern' ? value : number(name, value, problems);
    else problems.push(`unknown option "${option.slice(0, 80)}"; there are ${[...FREQUENCIES].join('=, ')}= and for=`);
  }
  if (problems.length > 0) throw new FaultInputError(problems.map((message) => ({ path: '', message: `${message}; a fault is written ${FORM}` })));
  const [place, resource] = cut(where, '@');
  return {
    ...placeOf(place, resource, effect),
    ...(Object.keys(when).length > 0 && { when }),
    ...(forSeconds !== undefined && { forSeconds }),
  };
}

/** For errors. */
const FORM = '<where>:<effect>[=<value>][:every=<n>|:first=<n>|:probability=<p>|:pattern=<x.>][:for=<seconds>], as elasticloadbalancing.ModifyRule:lost:every=5';

const FREQUENCIES = new Set(['probability', 'every', 'first', 'pattern']);

function placeOf(place: string, resource: string | undefined, effect: string): Record<string, unknown> {
  const [name, rest] = cut(place, '.');
  switch (name) {
    case 'unleash': {
      const [method, path] = cut(rest ?? '*', ' ');
      return { on: 'unleash', ...(path === undefined ? { path: method } : { method, path }), ...strayResource(resource), effect: effectOf(effect) };
    }
    case 'tasks':
      return { on: 'tasks', service: rest ?? '*', ...strayResource(resource), effect: strikeOf(effect) };
    case 'targets':
      return { on: 'targets', group: rest ?? '*', ...(resource !== undefined && { address: resource }), effect: effectOf(effect) };
    case 'propagation':
      return { on: 'propagation', ...(rest !== undefined && { where: rest }), ...strayResource(resource), effect: effectOf(effect) };
    default:
      return { on: 'aws', service: name, operation: rest ?? '*', ...(resource !== undefined && { resource }), effect: effectOf(effect) };
  }
}

/** Where no resource can be told it is kept, to be refused as unknown. */
function strayResource(resource: string | undefined): Record<string, unknown> {
  return resource === undefined ? {} : { resource };
}

/** `error=503`, `delay=200`, `late=100-500`, `503` for short. */
function effectOf(effect: string): Record<string, unknown> {
  const [kind, value] = cut(effect, '=');
  if (/^5\d\d$/.test(kind)) return { kind: 'error', status: Number(kind) };
  if (value === undefined) return { kind };
  if (kind === 'error') return { kind, status: Number(value) };
  const [ms, toMs] = cut(value, '-');
  return { kind, ms: Number(ms), ...(toMs !== undefined && { toMs: Number(toMs) }) };
}

/** `hang`, or `hang=3000`: three seconds after the task came to run. */
function strikeOf(effect: string): Record<string, unknown> {
  const [kind, value] = cut(effect, '=');
  return { kind, ...(value !== undefined && { afterMs: Number(value) }) };
}

function cut(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function number(name: string, value: string, problems: string[]): number {
  const read = Number(value);
  if (value.trim() === '' || Number.isNaN(read)) problems.push(`${name} must be a number, not "${value.slice(0, 40)}"`);
  return read;
}
