import { RE2JS } from 're2js';

/** A regular expression of a rule, matched in time linear in the text, whatever the expression. */
export interface Regex {
  /** Whether it is found anywhere in the text. */
  found(text: string): boolean;
  /** The text with the first match replaced; `$1` to `$9` stand for groups, `$0` for the match. `undefined` where nothing matches. Throws for a group that is not there. */
  replace(text: string, replacement: string): string | undefined;
}

/** Compiles the syntax that AWS takes: no look-around, back-references, atomic groups, possessive quantifiers or `\p`. Throws for these and for what is malformed. */
export function compileRegex(source: string, { ignoreCase }: { readonly ignoreCase: boolean }): Regex {
  if (/(?:^|[^\\])(?:\\\\)*\\[pP]/.test(source)) throw new Error(`Unicode character classes are not supported in '${source}'`);
  const pattern = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  return {
    found: (text) => pattern.test(text),
    replace(text, replacement) {
      const matcher = pattern.matcher(text);
      if (!matcher.find()) return undefined;
      const filled = replacement.replace(/\$(\d)/g, (_, group: string) => matcher.group(Number(group)) ?? '');
      return text.slice(0, matcher.start()) + filled + text.slice(matcher.end());
    },
  };
}
