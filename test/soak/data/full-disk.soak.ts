import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { data, table } from '../../../index.ts';
import { openMoving, parseData } from '../../support/moving.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';

const MIB = { small: 8, large: 200 };
const directory = mkdtempSync(join(tmpdir(), 'banyan-small-disk-'));
/** A disk of so many mebibytes, where this user may mount one. */
const hasDisk = mount(`size=${MIB.small}m`);

function mount(options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', directory], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let server: PostgresServer;
beforeAll(async () => void (server = await startPostgres()), 60_000);
afterAll(async () => {
  await server.close();
  if (hasDisk) execFileSync('umount', [directory]);
  rmSync(directory, { recursive: true });
});

(hasDisk ? test.each : test.skip.each)(['outbox', 'replication'] as const)('the candidate’s disk is full: it is told, nothing is put into quarantine, and all rows arrive when there is room; by %s', async (capture) => {
  const space = join(directory, capture);
  execFileSync('mkdir', [space]);
  chmodSync(directory, 0o755);
  execFileSync('chown', ['nobody', space]);
  const tables = 'create table things (id integer primary key, body text)';
  const moving = await openMoving(server, parseData(data({ from: 'A', to: 'B', capture, tables: [table('things', { key: 'id' })] })), { legacy: tables, candidate: 'select 1' });
  try {
    await moving.candidate.query(`create tablespace small_${capture} location '${space}'`);
    await moving.candidate.query(`create table things (id integer primary key, body text) tablespace small_${capture}`);
    await moving.legacy.query(`insert into things select i, repeat(md5(i::text), 20) from generate_series(1, 30000) i`);
    await moving.tell('forward', { backfill: true });
    const held = await moving.until(({ problems }) => problems.length > 0);
    expect(held).toMatchObject({ problems: [expect.stringContaining('disk is full')], backfill: { done: false, quarantined: 0 } });
    await moving.legacy.query(`update things set body = 'changed' where id = 1`);
    mount(`remount,size=${MIB.large}m`);
    await moving.tell('forward', { backfill: true, verify: true });
    const seen = await moving.until(({ verification, lag }) => verification.lastPass !== null && lag.changes === 0);
    expect(seen).toMatchObject({ problems: [], backfill: { done: true, quarantined: 0 }, verification: { checked: 30_000, differing: 0 } });
    await moving.candidate.query('drop table things');
    await moving.candidate.query(`drop tablespace small_${capture}`);
  } finally {
    mount(`remount,size=${MIB.small}m`);
    await moving.close();
  }
}, 120_000);
