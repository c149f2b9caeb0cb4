import { expect, test } from '@jest/globals';
import { run, settle, settleBack } from '../../../../migrations/engine/drive.ts';
import { rollBack } from '../../../../migrations/engine/roll-back.ts';
import { createRandom } from '../../../../sandbox/faults/random.ts';
import { until } from '../../../support/until.ts';
import { startLogins, wrongSessions, type LoginLedger } from './sample-logins.ts';
import { ACCOUNTS, openSampleWorld } from './sample-world.ts';

const DRIVE = { why: 'soak', pollMs: 20, patienceMs: 60_000 };

test('the sample’s accounts are moved by the mover and moved back under load: every session is in both stores once, its own customer’s, and ended where they have logged out', async () => {
  const world = await openSampleWorld(ACCOUNTS, 'accounts', createRandom(process.env['SOAK_SEED'] ?? '1'));
  const ledger: LoginLedger = { sessions: new Map(), failed: [], looks: 0 };
  try {
    const up = startLogins(world.where, ledger);
    await run(world.engine(), ACCOUNTS, { ...DRIVE, until: { kind: 'reverse' } });
    await up.stop();
    await until(async () => {
      const { catalog = 'absent' } = await world.mover.observe(['catalog']);
      return catalog !== 'absent' && catalog.lag.changes === 0 ? true : undefined;
    });
    expect({ monolith: await wrongSessions(world.legacy.pool, ledger), service: await wrongSessions(world.candidate.pool, ledger), failed: ledger.failed }).toEqual({ monolith: [], service: [], failed: [] });
    const moved = ledger.sessions.size;

    const down = startLogins(world.where, ledger);
    const engine = world.engine();
    await rollBack(engine, ACCOUNTS, 'deploy', 'soak');
    await settleBack(engine, ACCOUNTS, DRIVE);
    await settle(engine, ACCOUNTS, DRIVE);
    await down.stop();
    process.stdout.write(`${JSON.stringify({ sessions: ledger.sessions.size, untilMoved: moved, ended: [...ledger.sessions.values()].filter(({ hasEnded }) => hasEnded).length, looks: ledger.looks, failed: ledger.failed.length })}\n`);
    // The service's store is followed no more.
    expect({ monolith: await wrongSessions(world.legacy.pool, ledger), failed: ledger.failed }).toEqual({ monolith: [], failed: [] });
    expect({ isLoaded: moved > 50 && ledger.sessions.size > moved, position: await world.fake.position() }).toEqual({ isLoaded: true, position: 'deploy' });
  } finally {
    await world.close();
  }
}, 240_000);
