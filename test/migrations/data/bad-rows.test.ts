import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { data, table } from '../../../index.ts';
import { openMoving, parseData, type OpenMoving } from '../../support/moving.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';
import { BAD_ROWS, BEFORE_BAD_ROWS, type BadRows } from './bad-rows.ts';

const nameOf = (i: number): string => `bad_${i + 1}`;
const ddl = (columns: (each: BadRows) => string): string => [BEFORE_BAD_ROWS, ...BAD_ROWS.map((each, i) => `create table ${nameOf(i)} (id integer primary key, ${columns(each).replaceAll('bad (', `${nameOf(i)} (`)});`)].join('\n');
const TABLES = BAD_ROWS.map((_, i) => table(nameOf(i), { key: 'id' }));

let server: PostgresServer;
beforeAll(async () => void (server = await startPostgres()), 60_000);
afterAll(() => server.close());

describe.each(['outbox', 'replication'] as const)('rows that are hard to move, by %s', (capture) => {
  let moving: OpenMoving;

  /** All tables at once: copied, then every row written once more, then compared. */
  beforeAll(async () => {
    moving = await openMoving(server, parseData(data({ from: 'A', to: 'B', capture, tables: TABLES })), { legacy: ddl(({ here }) => here), candidate: ddl(({ here, there = here }) => there) });
    await moving.tell('forward');
    for (const [i, { rows }] of BAD_ROWS.entries()) await insertRows(i, rows);
    await moving.tell('forward', { backfill: true });
    await moving.until(({ backfill, lag }) => backfill.done && lag.changes === 0);
    for (const i of BAD_ROWS.keys()) await moving.legacy.query(`update ${nameOf(i)} set id = id`);
    await moving.tell('forward', { backfill: true, verify: true });
    await moving.until(({ verification, lag }) => verification.lastPass !== null && lag.changes === 0);
  }, 120_000);
  afterAll(() => moving.close());

  async function insertRows(at: number, rows: readonly string[]): Promise<void> {
    const names = (await moving.legacy.query<{ name: string }>(`select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 1 and attgenerated = '' order by attnum`, [nameOf(at)])).rows.map(({ name }) => name);
    for (const [i, row] of rows.entries()) await moving.legacy.query(`insert into ${nameOf(at)} (id, ${names.join(', ')}) values (${i + 1}, ${row})`);
  }

  test.each(BAD_ROWS.map((each, i) => [each.what, each, i] as const))('%s', async (_what, { rows, becomes }, at) => {
    const all = async (db: OpenMoving['legacy']): Promise<readonly unknown[]> => (await db.query(`select id, t::text as row from ${nameOf(at)} t order by id`)).rows;
    const left = (await moving.candidate.query<{ id: number; reason: string }>(`select (key ->> 0)::integer as id, reason from banyan.quarantine where tbl = $1 order by 1`, [nameOf(at)])).rows;
    const differing = (await moving.seen()).verification.samples.filter((sample) => sample.table === nameOf(at));
    const refused = typeof becomes === 'string' ? {} : becomes;
    expect(left).toEqual(Object.entries(refused).map(([id, reason]) => ({ id: Number(id), reason: expect.stringMatching(new RegExp(reason.source.replace('^bad', `^${nameOf(at)}`))) })));
    if (becomes === 'is found') expect(differing).toEqual([expect.objectContaining({ key: '2' })]);
    else {
      expect(differing).toEqual([]);
      expect(await all(moving.candidate)).toEqual((await all(moving.legacy)).filter((row) => !((row as { id: number }).id in refused)));
    }
    expect(await all(moving.legacy)).toHaveLength(rows.length);
  });

});

test('the page says the same of them', async () => {
  const page = await readFile(new URL('../../../docs/what-cannot-move.md', import.meta.url), 'utf8');
  for (const { what, becomes } of BAD_ROWS) expect(page).toContain(`| ${what} | ${becomes === 'arrives' ? 'arrive' : becomes === 'is found' ? 'arrive rounded; the verification names them' : 'quarantine'} |`);
});
