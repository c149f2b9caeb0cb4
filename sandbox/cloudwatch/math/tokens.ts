import { MathError } from './value.ts';

export type Token =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: string };

const PATTERN = /\s*(?:(?<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?<name>[A-Za-z]\w*)|(?<text>'[^']*'|"[^"]*")|(?<sign>==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],]))/uy;

export function tokenize(expression: string): readonly Token[] {
  const text = expression.trimEnd();
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at = PATTERN.lastIndex) {
    PATTERN.lastIndex = at;
    const groups = PATTERN.exec(text)?.groups;
    if (!groups) throw new MathError(`Unexpected character '${text.slice(at).trimStart()[0]}'`);
    tokens.push(tokenOf(groups));
  }
  return tokens;
}

function tokenOf({ number, name, text, sign = '' }: Readonly<Record<string, string | undefined>>): Token {
  if (number !== undefined) return { kind: 'number', value: Number(number) };
  if (name !== undefined) return { kind: 'name', value: name };
  return text === undefined ? { kind: 'sign', value: sign } : { kind: 'text', value: text.slice(1, -1) };
}
