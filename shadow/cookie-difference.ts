import { parseSetCookie, type SetCookie } from 'cookie';
import type { DifferenceList } from './difference-list.ts';
import type { CompiledRules } from './field-rules.ts';
import { headerValues } from './headers.ts';
import { agreeUnder } from './mask-agreement.ts';
import { isName } from './path-template.ts';
import type { Redactor } from './redact.ts';

/** Two lifetimes are one if they differ by no more: the answers were made at different moments. */
const TOLERANCE_SECONDS = 5;

/**
 * Adds what differs between the cookies set: which ones, in any order, and each attribute by its meaning. Their values are new each time, so
 * of them only that there is one must agree, or their mask class.
 */
export function differCookies(
  legacy: readonly string[],
  candidate: readonly string[],
  at: number,
  { named }: CompiledRules,
  redactor: Redactor,
  differences: DifferenceList,
): void {
  const left = cookiesOf(legacy);
  const right = cookiesOf(candidate);
  const value = (cookie: SetCookie) => () => redactor.digest(`cookie(len ${(cookie.value ?? '').length})`, cookie.value ?? '');
  for (const [key, cookie] of left) {
    const other = right.get(key);
    const path = cookiePath(cookie.name);
    if (!other) {
      differences.add(path, 'missing', value(cookie), null);
      continue;
    }
    const mask = named.get(path.toLowerCase());
    const [l, r] = [cookie.value ?? '', other.value ?? ''];
    const agree = l === r || (mask === undefined ? l !== '' && r !== '' : agreeUnder(mask, { kind: 'string', text: l }, { kind: 'string', text: r }));
    if (!agree) differences.add(path, 'class', value(cookie), value(other));
    differAttributes(path, attributesOf(cookie, dateOf(legacy, at)), attributesOf(other, dateOf(candidate, at)), redactor, differences);
  }
  for (const [key, cookie] of right) if (!left.has(key)) differences.add(cookiePath(cookie.name), 'extra', null, value(cookie));
}

type Attributes = Readonly<Record<string, string | undefined>>;

function differAttributes(path: string, left: Attributes, right: Attributes, redactor: Redactor, differences: DifferenceList): void {
  for (const name of Object.keys(left)) {
    const [a, b] = [left[name], right[name]];
    if (a === b || (name === 'lifetime' && Math.abs(Number(a) - Number(b)) <= TOLERANCE_SECONDS)) continue;
    const write = (text: string | undefined) => (text === undefined ? null : () => redactor.text(name, text));
    differences.add(`${path}.${name}`, a === undefined ? 'extra' : b === undefined ? 'missing' : 'value', write(a), write(b));
  }
}

function attributesOf({ path, domain, sameSite, secure, httpOnly, partitioned, maxAge, expires }: SetCookie, now: number): Attributes {
  const seconds = maxAge ?? (expires && Math.round((expires.getTime() - now) / 1_000));
  return {
    path,
    domain: domain?.toLowerCase().replace(/^\./, ''),
    samesite: sameSite === undefined ? undefined : String(sameSite),
    secure: secure ? 'on' : undefined,
    httponly: httpOnly ? 'on' : undefined,
    partitioned: partitioned ? 'on' : undefined,
    // Whether by Max-Age or by Expires; none is a session cookie, and 0 or less deletes.
    lifetime: seconds === undefined ? undefined : String(Math.max(0, seconds)),
  };
}

/** By name and, where a name is set several times, its number: one name may be set for several paths. */
function cookiesOf(rawHeaders: readonly string[]): Map<string, SetCookie> {
  const cookies = new Map<string, SetCookie>();
  for (const header of headerValues(rawHeaders, 'set-cookie')) {
    const cookie = parseSetCookie(header, { decode: (text) => text });
    let times = 0;
    while (cookies.has(`${cookie.name} ${times}`)) times++;
    cookies.set(`${cookie.name} ${times}`, cookie);
  }
  return cookies;
}

function cookiePath(name: string): string {
  return isName(name) ? `cookie.${name}` : 'cookie{}';
}

function dateOf(rawHeaders: readonly string[], at: number): number {
  const date = Date.parse(headerValues(rawHeaders, 'date')[0] ?? '');
  return Number.isNaN(date) ? at : date;
}
