import type { Config } from '../../domain/config.ts';
import { parseS3Place } from '../../domain/s3-place.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import { createDirectoryJournal } from './journal-directory.ts';

/** The journal that the configuration names: a directory, or `s3://bucket/prefix`. Speaks to nobody yet. */
export async function openJournal({ journal, aws }: Pick<Config, 'journal' | 'aws'>, clock: Clock): Promise<Journal> {
  const place = parseS3Place(journal);
  if (!place) return createDirectoryJournal(journal);
  // Its client is not loaded where nobody needs it.
  const { createS3Journal } = await import('./journal-s3.ts');
  return createS3Journal(place, { aws, clock });
}
