import { line, lines, MathError, scalar, withPoints, type Line, type Value } from './value.ts';

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  AND: (a, b) => Number(a !== 0 && b !== 0),
  OR: (a, b) => Number(a !== 0 || b !== 0),
};
const NAMES: Readonly<Record<string, string>> = { '&&': 'AND', '||': 'OR' };

/** Two series have a result at the times that both have a point; a list takes the operator item by item. */
export function operate(operator: string, left: Value, right: Value): Value {
  const calculate = OPERATORS[NAMES[operator] ?? operator] as (a: number, b: number) => number;
  if (left.kind === 'word' || right.kind === 'word') throw new MathError(`Unsupported operand type for ${operator}: ${left.kind === 'word' ? left.word : (right as { word: string }).word}`);
  if (left.kind === 'scalar' && right.kind === 'scalar') return scalar(calculate(left.value, right.value));
  if (left.kind === 'lines' && right.kind === 'lines') {
    if (left.lines.length !== right.lines.length) throw new MathError(`Unsupported operands for ${operator}: lists of ${left.lines.length} and ${right.lines.length} series`);
    return lines(left.lines.map((each, i) => join(each, right.lines[i] as Line, calculate)));
  }
  if (left.kind === 'lines') return lines(left.lines.map((each) => joinWith(each, right as Single, calculate)));
  if (right.kind === 'lines') return lines(right.lines.map((each) => joinWith(each, left, (a, b) => calculate(b, a))));
  return left.kind === 'line' ? line(joinWith(left.line, right, calculate)) : line(joinWith((right as { line: Line }).line, left, (a, b) => calculate(b, a)));
}

type Single = Extract<Value, { kind: 'scalar' | 'line' }>;

function joinWith(left: Line, right: Single, calculate: (a: number, b: number) => number): Line {
  return right.kind === 'line' ? join(left, right.line, calculate) : withPoints(left, [...left.points].map(([at, value]) => [at, calculate(value, right.value)] as const));
}

function join(left: Line, right: Line, calculate: (a: number, b: number) => number): Line {
  const points = [...left.points].flatMap(([at, value]): (readonly [number, number])[] => {
    const other = right.points.get(at);
    return other === undefined ? [] : [[at, calculate(value, other)]];
  });
  return withPoints({ ...left, periodMs: Math.max(left.periodMs, right.periodMs) }, points);
}
