/** A pattern's wildcards; every other token is one literal character. */
const ANY = Symbol('*');
const ONE = Symbol('?');

type Token = string | typeof ANY | typeof ONE;

export interface WildcardOptions {
  readonly ignoreCase: boolean;
  /** Whether `\*`, `\?` and `\\` stand for the character itself, as in query-string values. */
  readonly escapes?: boolean;
}

/** `*` is any number of characters, `?` is one. The matcher's time is at worst the product of both lengths, whatever the pattern. */
export function compileWildcard(pattern: string, { ignoreCase, escapes = false }: WildcardOptions): (text: string) => boolean {
  const tokens = tokensOf(ignoreCase ? pattern.toLowerCase() : pattern, escapes);
  if (tokens.every((token) => typeof token === 'string')) {
    const literal = tokens.join('');
    return ignoreCase ? (text) => text.toLowerCase() === literal : (text) => text === literal;
  }
  return ignoreCase ? (text) => matches(tokens, text.toLowerCase()) : (text) => matches(tokens, text);
}

function tokensOf(pattern: string, escapes: boolean): readonly Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    const next = pattern[i + 1];
    if (escapes && c === '\\' && next !== undefined && '*?\\'.includes(next)) {
      tokens.push(next);
      i++;
    } else {
      tokens.push(c === '*' ? ANY : c === '?' ? ONE : c);
    }
  }
  return tokens;
}

/** On a mismatch goes back to the last `*` only: an earlier one can gain nothing that the last cannot. */
function matches(tokens: readonly Token[], text: string): boolean {
  let token = 0;
  let at = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const current = tokens[token];
    if (current === ANY) {
      star = token++;
      resume = at;
    } else if (current === ONE || (current !== undefined && current === text[at])) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (tokens[token] === ANY) token++;
  return token === tokens.length;
}
