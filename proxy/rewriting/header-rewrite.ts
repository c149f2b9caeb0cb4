import type { NameRewrite } from '../../domain/rewrite.ts';

/** Rewrites raw headers, `[name, value, …]`; what is not named stays where it is, as it is written. */
export type HeaderRewriter = (raw: readonly string[]) => readonly string[];

/** Names are compared without case. */
export function headerRewriter({ remove, rename, set }: NameRewrite): HeaderRewriter {
  const removed = new Set([...remove, ...Object.keys(set)].map((name) => name.toLowerCase()));
  const renamed = new Map(Object.entries(rename).map(([from, to]) => [from.toLowerCase(), to]));
  const added = Object.entries(set).flat();
  if (removed.size === 0 && renamed.size === 0) return (raw) => raw;
  return (raw) => {
    const headers: string[] = [];
    for (let i = 0; i < raw.length; i += 2) {
      const lower = raw[i]!.toLowerCase();
      if (!removed.has(lower)) headers.push(renamed.get(lower) ?? raw[i]!, raw[i + 1]!);
    }
    return [...headers, ...added];
  };
}
