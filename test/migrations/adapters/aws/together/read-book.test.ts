import { expect, test } from '@jest/globals';
import { createReadBook, type Freshness } from '../../../../../migrations/adapters/aws/together/read-book.ts';
import { gather } from '../../../../../migrations/adapters/gather.ts';

const anything = () => true;

/** Readings of these keys in as many rounds: what was asked in each. */
async function rounds(count: number, keys: readonly string[], freshness: Freshness, size = 1, calls = 1): Promise<readonly (readonly string[])[]> {
  const book = createReadBook([{ kinds: anything, calls }], () => size);
  const asked: string[][] = [];
  for (let round = 0; round < count; round++) {
    const now: string[] = [];
    asked.push(now);
    book.begin();
    for (const key of [...keys, ...keys]) await book.read({ kind: 'k', key, freshness }, async () => void now.push(key));
  }
  return asked;
}

test('what tells of everything is asked once a round', async () => {
  expect(await rounds(3, ['a', 'b'], 'always')).toEqual([['a', 'b'], ['a', 'b'], ['a', 'b']]);
});

test('what never changes is asked once', async () => {
  expect(await rounds(3, ['a', 'b'], 'once')).toEqual([['a', 'b'], [], []]);
});

test('what takes turns is asked for first of all, then whatever has waited longest, and each gets its turn', async () => {
  const [first, ...later] = await rounds(7, ['a', 'b', 'c'], 'in-turn');
  expect(first).toEqual(['a', 'b', 'c']);
  expect(later).toEqual([['a'], ['b'], ['c'], ['a'], ['b'], ['c']]);
});

test('as many go together as one call takes', async () => {
  expect((await rounds(4, ['a', 'b', 'c'], 'in-turn', 2)).slice(1).map((each) => each.length)).toEqual([2, 2, 2]);
});

test('a reading that failed is asked again, and one that nobody wants any more is forgotten', async () => {
  const book = createReadBook([{ kinds: anything, calls: 0 }], () => 1);
  const reading = { kind: 'k', key: 'a', freshness: 'once' } as const;
  book.begin();
  await expect(book.read(reading, async () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  expect(await book.read(reading, async () => 1)).toBe(1);
  book.begin();
  book.begin();
  book.begin();
  expect(await book.read(reading, async () => 2)).toBe(2);
});

test('what is asked at the same moment goes together, in calls of the size that is allowed, each thing once', async () => {
  const calls: (readonly string[])[] = [];
  const ask = gather(2, async (units) => (calls.push(units), new Map(units.map((unit) => [unit, unit.toUpperCase()]))));
  expect(await Promise.all(['a', 'b', 'a', 'c'].map(ask))).toEqual(['A', 'B', 'A', 'C']);
  expect(calls).toEqual([['a', 'b'], ['c']]);
  expect(await ask('a')).toBe('A');
  expect(calls).toHaveLength(3);
});

test('one that is gone does not hide the others, and what goes wrong for another reason is thrown', async () => {
  const ask = gather(
    8,
    async (units) => {
      if (units.includes('gone')) throw new Error('gone');
      if (units.includes('down')) throw new Error('down');
      return new Map(units.map((unit) => [unit, unit]));
    },
    (error) => (error as Error).message === 'gone',
  );
  expect(await Promise.all(['a', 'gone', 'b'].map(ask))).toEqual(['a', undefined, 'b']);
  await expect(ask('down')).rejects.toThrow('down');
});
