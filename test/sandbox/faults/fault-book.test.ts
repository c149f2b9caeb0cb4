import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, property } from 'fast-check';
import { createFaultBook, type FaultBook } from '../../../sandbox/faults/fault-book.ts';
import { matchesGlob } from '../../../sandbox/faults/glob.ts';
import { createTargetFaults } from '../../../sandbox/faults/target-faults.ts';

const OPERATIONS = { ecs: ['RunTask'] };

function openBook(seed = 'seed'): { book: FaultBook; pass: (ms: number) => void } {
  let now = 0;
  return { book: createFaultBook({ seed, operations: () => OPERATIONS, monotonic: () => now }), pass: (ms) => void (now += ms) };
}

const flap = (when?: unknown): unknown => ({ on: 'targets', effect: { kind: 'flap' }, ...(when !== undefined && { when }) });
/** What becomes of so many occasions in a row: `x` meets the fault. */
const row = (book: FaultBook, count: number, target = 'a'): string =>
  Array.from({ length: count }, () => (book.strike('targets', { matches: () => true, stream: target }).length > 0 ? 'x' : '.')).join('');
const hitsOf = (text: string): number => text.replaceAll('.', '').length;

describe('a fault strikes', () => {
  test.each([
    ['always', undefined, 'xxxxxxxx'],
    ['every third time', { every: 3 }, '..x..x..'],
    ['the first two times', { first: 2 }, 'xx......'],
    ['by a pattern, over and over', { pattern: 'x..' }, 'x..x..x.'],
    ['for sure', { probability: 1 }, 'xxxxxxxx'],
  ])('%s', (_how, when, expected) => {
    const { book } = openBook();
    book.add(flap(when));
    expect(row(book, 8)).toBe(expected);
    expect(book.list()).toEqual([expect.objectContaining({ id: '1', seen: 8, hits: hitsOf(expected) })]);
  });

  test('by chance, and with the same seed at the same occasions', () => {
    const rowOf = (seed: string): string => {
      const { book } = openBook(seed);
      book.add(flap({ probability: 0.25 }));
      return row(book, 4_000);
    };
    expect(rowOf('a')).toBe(rowOf('a'));
    expect(rowOf('a')).not.toBe(rowOf('b'));
    // Six standard deviations of a binomial count.
    expect(Math.abs(hitsOf(rowOf('a')) - 1_000)).toBeLessThan(165);
  });

  test('each target in an order of its own, which names that differ between runs do not change', () => {
    const rowsOf = (first: string, second: string): readonly string[] => {
      const { book } = openBook();
      book.add(flap({ probability: 0.5 }));
      const [a, b] = ['', ''].map(() => [] as string[]);
      for (let turn = 0; turn < 40; turn += 1) {
        a?.push(row(book, 1, first));
        b?.push(row(book, 1, second));
      }
      return [a?.join('') ?? '', b?.join('') ?? ''];
    };
    const [left, right] = rowsOf('127.0.0.1:1', '127.0.0.1:2');
    expect(left).not.toBe(right);
    expect(rowsOf('127.9.9.9:1', '127.8.8.8:2')).toEqual([left, right]);
  });

  test('until its time is over', () => {
    const { book, pass } = openBook();
    book.add({ ...(flap() as object), forSeconds: 2 });
    pass(1_999);
    expect(row(book, 1)).toBe('x');
    pass(1);
    expect(row(book, 1)).toBe('.');
    expect(book.list()).toEqual([]);
  });

  test('no longer once it is taken away', () => {
    const { book } = openBook();
    const { id } = book.add(flap());
    expect(book.remove(id)).toBe(true);
    expect(book.remove(id)).toBe(false);
    book.add(flap());
    book.clear();
    expect(row(book, 2)).toBe('..');
  });
});

test('there is a bound on how many faults there can be', () => {
  const { book } = openBook();
  for (let count = 0; count < 500; count += 1) book.add(flap());
  expect(() => book.add(flap())).toThrow('there are 500 faults already');
});

test('the propagation of a change takes what the fault says, drawn anew each time', () => {
  const { book } = openBook();
  const faults = createTargetFaults(book);
  expect(faults.propagationMs()).toBe(0);
  book.add({ on: 'propagation', effect: { kind: 'delay', ms: 100, toMs: 200 } });
  const drawn = Array.from({ length: 50 }, () => faults.propagationMs());
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(100);
  expect(Math.max(...drawn)).toBeLessThanOrEqual(200);
  expect(new Set(drawn).size).toBeGreaterThan(10);
});

test('a health check fails by group and address', () => {
  const { book } = openBook();
  const faults = createTargetFaults(book);
  book.add({ on: 'targets', group: 'catalog*', address: '127.0.0.7:*', effect: { kind: 'flap' } });
  const arn = (name: string) => `arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/${name}/0123456789abcdef`;
  expect(faults.failsProbe(arn('catalog-1'), '127.0.0.7', 3000)).toBe(true);
  expect(faults.failsProbe(arn('catalog-1'), '127.0.0.8', 3000)).toBe(false);
  expect(faults.failsProbe(arn('legacy'), '127.0.0.7', 3000)).toBe(false);
});

test('a glob matches as the regular expression of the same meaning does', () => {
  const letters = array(constantFrom('a', 'b', '*', '?'), { maxLength: 8 });
  assert(
    property(letters, array(constantFrom('a', 'b', '.'), { maxLength: 8 }), (glob, text) => {
      const same = new RegExp(`^${glob.map((each) => (each === '*' ? '.*' : each === '?' ? '.' : each)).join('')}$`);
      expect(matchesGlob(glob.join(''), text.join(''))).toBe(same.test(text.join('')));
    }),
  );
});
