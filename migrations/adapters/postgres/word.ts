import type { Word } from '../../data/store.ts';
import { value, type Sql } from './database.ts';
import { isTrue } from './names.ts';

// A table of its own: who writes at a stricter isolation locks the row of `banyan.movement`, and would fail where that changes every second.

export async function leaveWord(sql: Sql, group: string, word: Word): Promise<void> {
  await sql.query('insert into banyan.words (grp, word) values ($1, $2::jsonb) on conflict (grp) do update set word = excluded.word, at = clock_timestamp()', [group, JSON.stringify(word)]);
}

/** And how long ago it was left, by the clock of the store. */
export async function readWord(sql: Sql, group: string): Promise<{ readonly word: Word; readonly ageMs: number } | undefined> {
  if (!isTrue(await value(sql, `select to_regclass('banyan.words') is not null`))) return undefined;
  const { rows } = await sql.query('select word, extract(epoch from clock_timestamp() - at) * 1000 from banyan.words where grp = $1', [group]);
  const [word, age] = rows[0] ?? [];
  return word ? { word: JSON.parse(word) as Word, ageMs: Number(age) } : undefined;
}
