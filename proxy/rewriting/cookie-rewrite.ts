import type { NameRewrite } from '../../domain/rewrite.ts';
import type { HeaderRewriter } from './header-rewrite.ts';

/** Rewrites the cookies that a request carries. */
export function cookieRewriter({ remove, rename, set }: NameRewrite): HeaderRewriter {
  const removed = new Set([...remove, ...Object.keys(set)]);
  const added = Object.entries(set).map(([name, value]) => `${name}=${value}`);
  if (removed.size === 0 && Object.keys(rename).length === 0) return (raw) => raw;
  return (raw) => {
    const headers: string[] = [];
    const cookies: string[] = [];
    for (let i = 0; i < raw.length; i += 2) {
      if (raw[i]!.toLowerCase() === 'cookie') cookies.push(...raw[i + 1]!.split(';'));
      else headers.push(raw[i]!, raw[i + 1]!);
    }
    const kept = cookies.map((cookie) => cookie.trim()).filter((cookie) => cookie !== '' && !removed.has(nameOf(cookie)));
    const all = [...kept.map((cookie) => renameCookie(cookie, rename)), ...added];
    return all.length === 0 ? headers : [...headers, 'Cookie', all.join('; ')];
  };
}

/** Rewrites the cookies that an answer sets. */
export function setCookieRewriter({ remove, rename }: Omit<NameRewrite, 'set'>): HeaderRewriter {
  const removed = new Set(remove);
  if (removed.size === 0 && Object.keys(rename).length === 0) return (raw) => raw;
  return (raw) => {
    const headers: string[] = [];
    for (let i = 0; i < raw.length; i += 2) {
      const isCookie = raw[i]!.toLowerCase() === 'set-cookie';
      if (!isCookie) headers.push(raw[i]!, raw[i + 1]!);
      else if (!removed.has(nameOf(raw[i + 1]!))) headers.push(raw[i]!, renameCookie(raw[i + 1]!, rename));
    }
    return headers;
  };
}

function nameOf(cookie: string): string {
  return (cookie.split(/[=;]/, 1)[0] ?? '').trim();
}

function renameCookie(cookie: string, rename: NameRewrite['rename']): string {
  const name = nameOf(cookie);
  const to = Object.hasOwn(rename, name) ? rename[name] : undefined;
  return to === undefined ? cookie : to + cookie.slice(cookie.indexOf(name) + name.length);
}
