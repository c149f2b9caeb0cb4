import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Journal } from '../../migrations/ports/journal.ts';
import { ENTRIES, intentOf } from './journal-entries.ts';

export interface JournalUnderTest {
  /** Another operator's view of the same journal. */
  open(): Journal;
  stop(): Promise<void>;
}

/** What everything behind the {@link Journal} port does. */
export function journalContract(name: string, make: () => Promise<JournalUnderTest>): void {
  describe(`${name} as Journal`, () => {
    let subject: JournalUnderTest;
    beforeEach(async () => {
      subject = await make();
    });
    afterEach(() => subject.stop());

    test('a migration that never moved has an empty journal', async () => {
      expect(await subject.open().read('0001-catalog')).toEqual([]);
    });

    test('entries of every kind are read as they were written, in order, by everybody', async () => {
      const writer = subject.open();
      for (const [index, entry] of ENTRIES.entries()) await writer.append('0001-catalog', index, entry);
      expect(await writer.read('0001-catalog')).toEqual(ENTRIES);
      expect(await subject.open().read('0001-catalog')).toEqual(ENTRIES);
    });

    test('what another operator wrote meanwhile is read', async () => {
      const [mine, other] = [subject.open(), subject.open()];
      await mine.append('0001-catalog', 0, intentOf('me', 'a'));
      await mine.read('0001-catalog');
      await other.append('0001-catalog', 1, intentOf('other', 'b'));
      expect((await mine.read('0001-catalog')).map((entry) => entry.who)).toEqual(['me', 'other']);
    });

    test('migrations have journals of their own', async () => {
      const journal = subject.open();
      await journal.append('0001-catalog', 0, intentOf('me', 'a'));
      expect(await journal.read('0002-orders')).toEqual([]);
    });

    test('a number that is taken is a conflict that says who wrote it, when and what, and what stands there stays', async () => {
      const journal = subject.open();
      await journal.append('0001-catalog', 0, intentOf('me', 'a'));
      const message = expect.stringMatching(/ taken: me wrote it at 2\d{3}-\d\d-\d\dT\S+ \(intent at \S+: .+\)$/);
      await expect(subject.open().append('0001-catalog', 0, intentOf('other', 'b'))).rejects.toMatchObject({ code: 'JOURNAL_CONFLICT', message });
      expect(await journal.read('0001-catalog')).toEqual([intentOf('me', 'a')]);
    });

    test('no entry is written after a missing one', async () => {
      const journal = subject.open();
      await expect(journal.append('0001-catalog', 1, intentOf('me', 'a'))).rejects.toMatchObject({ code: 'JOURNAL_UNREADABLE' });
      expect(await journal.read('0001-catalog')).toEqual([]);
    });

    test('of two appenders that race exactly one wins each number, fifty times', async () => {
      const [a, b] = [subject.open(), subject.open()];
      const winners: string[] = [];
      for (let index = 0; index < 50; index++) {
        const results = await Promise.allSettled([a.append('0001-catalog', index, intentOf('a', `${index}`)), b.append('0001-catalog', index, intentOf('b', `${index}`))]);
        const won = results.flatMap(({ status }, side) => (status === 'fulfilled' ? 'ab'.charAt(side) : []));
        const lost = results.flatMap((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : []));
        expect([won.length, lost]).toEqual([1, ['JOURNAL_CONFLICT']]);
        winners.push(...won);
      }
      expect((await subject.open().read('0001-catalog')).map((entry) => entry.who)).toEqual(winners);
    });
  });
}
