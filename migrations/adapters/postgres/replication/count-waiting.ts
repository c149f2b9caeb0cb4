import { BanyanError } from '../../../../domain/errors.ts';
import type { Sql } from '../database.ts';

/** More are not counted. */
const MOST = 1_000;

/** The changes that wait in a slot which nobody reads, and how old the oldest is. They are counted where they are: by the first byte of each message, and by the time of the first commit, in microseconds since 2000. @throws BanyanError MOVER_UNREACHABLE while somebody reads it */
export async function countWaiting(sql: Sql, slot: string): Promise<{ readonly changes: number; readonly ms: number }> {
  try {
    const { rows } = await sql.query(
      `with waiting as (select data, get_byte(data, 0) as tag from pg_logical_slot_peek_binary_changes($1::text::name, null, ${MOST}, 'proto_version', '1', 'publication_names', $1::text, 'messages', 'true')),
            changes as (select count(*) as n from waiting where tag in (ascii('I'), ascii('U'), ascii('D')) or (tag = ascii('M') and position('banyan.truncated'::bytea in data) > 0)),
            oldest as (select extract(epoch from clock_timestamp() - timestamptz '2000-01-01 00:00:00+00') * 1000 - min(('x' || encode(substr(data, 10, 8), 'hex'))::bit(64)::bigint) / 1000 as ms from waiting where tag = ascii('B'))
       select n, case when n > 0 then ms else 0 end from changes, oldest`,
      [slot],
    );
    const [changes, ms] = rows[0] ?? [];
    return { changes: Number(changes ?? 0), ms: Math.max(0, Math.round(Number(ms ?? 0))) };
  } catch (error) {
    if ((error as { readonly code?: string }).code !== '55006') throw error;
    throw new BanyanError('MOVER_UNREACHABLE', `another mover reads the slot ${slot}, and knows how far behind it is`, { remedy: 'Ask that one.', cause: error });
  }
}
