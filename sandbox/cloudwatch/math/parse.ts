import { tokenize, type Token } from './tokens.ts';
import { MathError } from './value.ts';

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'negation'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] };

/** From what binds loosest to what binds tightest. */
const LEVELS: readonly (readonly string[])[] = [['||', 'OR'], ['&&', 'AND'], ['==', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/'], ['^']];
const MAX_DEPTH = 64;

/** Reads an expression of metric math. Throws {@link MathError}. */
export function parse(expression: string): Expression {
  const tokens = tokenize(expression);
  let next = 0;
  let depth = 0;

  const isNext = (value: string): boolean => tokens[next]?.kind !== 'text' && tokens[next]?.value === value;
  const expect = (value: string): void => {
    if (!isNext(value)) throw unexpected(tokens[next], value);
    next += 1;
  };
  const list = (end: string): readonly Expression[] => {
    const items: Expression[] = [];
    while (!isNext(end)) {
      if (items.length > 0) expect(',');
      items.push(binary(0));
    }
    expect(end);
    return items;
  };
  const binary = (level: number): Expression => {
    const operators = LEVELS[level];
    if (!operators) return unary();
    let left = binary(level + 1);
    for (let operator = operators.find(isNext); operator !== undefined; operator = operators.find(isNext)) {
      next += 1;
      left = { kind: 'binary', operator, left, right: binary(level + 1) };
    }
    return left;
  };
  const unary = (): Expression => {
    if ((depth += 1) > MAX_DEPTH) throw new MathError(`The expression is nested more than ${MAX_DEPTH} deep`);
    const read = isNext('-') ? negation() : primary();
    depth -= 1;
    return read;
  };
  const negation = (): Expression => {
    next += 1;
    return { kind: 'negation', of: unary() };
  };
  const primary = (): Expression => {
    const token = tokens[next];
    if (token === undefined) throw unexpected(token, 'a value');
    next += 1;
    if (token.kind === 'number' || token.kind === 'text') return token;
    if (token.kind === 'name') return isNext('(') ? call(token.value) : { kind: 'name', name: token.value };
    if (token.value === '[') return { kind: 'list', items: list(']') };
    if (token.value !== '(') throw unexpected(token, 'a value');
    const inner = binary(0);
    expect(')');
    return inner;
  };
  const call = (name: string): Expression => {
    expect('(');
    return { kind: 'call', name, arguments: list(')') };
  };

  const read = binary(0);
  if (next < tokens.length) throw unexpected(tokens[next], 'the end');
  return read;
}

function unexpected(token: Token | undefined, wanted: string): MathError {
  return new MathError(`Invalid syntax: ${token === undefined ? 'the end' : `'${token.value}'`} stands where ${wanted} is expected`);
}
