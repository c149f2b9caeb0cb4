import type { Journal } from '../ports/journal.ts';
import { noticeOf, type Notice } from './notice.ts';

/** A journal that tells of what was written by way of it, once it is written. Telling takes no time and cannot fail. */
export function announcedJournal(journal: Journal, announce: (notice: Notice) => void): Journal {
  return {
    read: (migration) => journal.read(migration),
    async append(migration, index, entry) {
      await journal.append(migration, index, entry);
      const notice = noticeOf(migration, index, entry);
      if (notice) announce(notice);
    },
  };
}
