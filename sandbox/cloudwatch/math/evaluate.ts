import { FUNCTIONS, UNSUPPORTED } from './functions.ts';
import { operate } from './operators.ts';
import type { Expression } from './parse.ts';
import type { Surroundings } from './surroundings.ts';
import { lines, MathError, scalar, type Line, type Value } from './value.ts';

/** Works out an expression of metric math. Missing points stay missing unless FILL says otherwise. Throws {@link MathError}. */
export function evaluate(expression: Expression, around: Surroundings): Value {
  switch (expression.kind) {
    case 'number':
      return scalar(expression.value);
    case 'text':
      return { kind: 'word', word: expression.value };
    case 'name':
      return /^[a-z]/.test(expression.name) ? around.named(expression.name) : { kind: 'word', word: expression.name };
    case 'list':
      return lines(expression.items.flatMap((item) => linesOf(evaluate(item, around))));
    case 'negation':
      return operate('-', scalar(0), evaluate(expression.of, around));
    case 'binary':
      return operate(expression.operator, evaluate(expression.left, around), evaluate(expression.right, around));
    case 'call':
      return call(expression, around);
  }
}

function call({ name, arguments: given }: Extract<Expression, { kind: 'call' }>, around: Surroundings): Value {
  if (UNSUPPORTED.has(name)) throw new MathError(`The function ${name} is not supported by the sandbox`);
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!found) throw new MathError(`Unsupported function: ${name}`);
  const [least, most] = found.takes;
  if (given.length < least || given.length > most) throw new MathError(`The function ${name} takes ${least === most ? least : `${least} to ${most}`} arguments, not ${given.length}`);
  return found.apply(given.map((each) => evaluate(each, around)), around);
}

function linesOf(value: Value): readonly Line[] {
  if (value.kind === 'line') return [value.line];
  if (value.kind === 'lines') return value.lines;
  throw new MathError('A list may hold time series only');
}
