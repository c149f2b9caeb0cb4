import type { PathRewrite } from '../../domain/rewrite.ts';

/** The path as the first rewrite that matches makes it; itself where none does. */
export function rewritePath(path: string, rewrites: readonly PathRewrite[]): string {
  for (const { from, to } of rewrites) {
    const captured = capture(from, path);
    if (captured) return fill(to, captured);
  }
  return path;
}

/** What each `*` of the pattern stands for, or `undefined` where the path is not like it. Each `*` but the last takes as little as it can. */
function capture(pattern: string, path: string): readonly string[] | undefined {
  const [first = '', ...rest] = pattern.split('*');
  if (!path.startsWith(first)) return undefined;
  if (rest.length === 0) return path === first ? [] : undefined;
  const captured: string[] = [];
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const literal of rest) {
    const found = path.indexOf(literal, at);
    if (found < 0) return undefined;
    captured.push(path.slice(at, found));
    at = found + literal.length;
  }
  const end = path.length - last.length;
  if (end < at || !path.endsWith(last)) return undefined;
  return [...captured, path.slice(at, end)];
}

function fill(pattern: string, captured: readonly string[]): string {
  return pattern.split('*').map((literal, i) => (i === 0 ? literal : (captured[i - 1] ?? '') + literal)).join('');
}
