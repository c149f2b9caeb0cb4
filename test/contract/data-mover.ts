import { expect, test } from '@jest/globals';
import type { DesiredData, ObservedData } from '../../domain/data-movement.ts';
import type { DataMover } from '../../migrations/ports/data-mover.ts';
import { until } from '../support/until.ts';

const FORWARD: DesiredData = { flow: 'forward', backfill: true, verify: true };
const REVERSE: DesiredData = { flow: 'reverse', backfill: false, verify: true };

/** What every mover does, for a group `orders` of which nothing is in the stores at first. One test after another, on the same stores. */
export function dataMoverContract(open: () => DataMover): void {
  const see = async (mover = open()): Promise<ObservedData | 'absent'> => (await mover.observe(['orders']))['orders'] ?? 'absent';
  const when = (what: (seen: ObservedData) => boolean): Promise<ObservedData> => until(async () => {
    const seen = await see();
    return seen !== 'absent' && what(seen) ? seen : undefined;
  }, 20_000);

  test('nothing is there before anything was told, and removing it is fine', async () => {
    expect(await see()).toBe('absent');
    await open().remove('orders');
  });

  test('the candidate is not given writes of which nothing has flowed to it', async () => {
    await expect(open().ensure('orders', REVERSE)).rejects.toMatchObject({ code: 'MOVER_REFUSED' });
    expect(await see()).toBe('absent');
  });

  test('forward is told durably, fills the candidate’s store and compares both', async () => {
    await open().ensure('orders', FORWARD);
    expect(await see()).toMatchObject({ flow: 'forward', told: FORWARD, missing: [], ended: null, lastPause: null });
    const seen = await when(({ backfill, verification }) => backfill.done && verification.lastPass !== null);
    expect(seen).toMatchObject({ problems: [], backfill: { quarantined: 0 }, verification: { differing: 0 } });
  });

  test('the same told again changes nothing', async () => {
    await open().ensure('orders', FORWARD);
    expect(await see()).toMatchObject({ flow: 'forward', told: FORWARD, backfill: { done: true } });
  });

  test('a change of owner has happened when it is answered, and its pause was measured', async () => {
    await open().ensure('orders', REVERSE);
    expect(await see()).toMatchObject({ flow: 'reverse', told: REVERSE, lastPause: { ms: expect.any(Number) } });
  });

  test('nothing ends, and nothing is removed, while the candidate owns', async () => {
    await expect(open().ensure('orders', { flow: 'none', backfill: false, verify: false })).rejects.toMatchObject({ code: 'MOVER_REFUSED' });
    await expect(open().remove('orders')).rejects.toMatchObject({ code: 'MOVER_REFUSED' });
    expect(await see()).toMatchObject({ flow: 'reverse' });
  });

  test('the writes go back, and then nothing is captured', async () => {
    await open().ensure('orders', { flow: 'forward', backfill: false, verify: false });
    await open().ensure('orders', { flow: 'none', backfill: false, verify: false });
    expect(await see()).toMatchObject({ flow: 'none', backfill: { copied: 0 } });
  });

  test('forward after none begins from nothing', async () => {
    await open().ensure('orders', FORWARD);
    await when(({ backfill }) => backfill.done && backfill.copied > 0);
  });

  test('from ended there is no way back, and it is told what the candidate wrote since', async () => {
    await open().ensure('orders', REVERSE);
    await open().ensure('orders', { flow: 'ended', backfill: false, verify: false });
    await expect(open().ensure('orders', FORWARD)).rejects.toMatchObject({ code: 'MOVER_REFUSED' });
    expect(await see()).toMatchObject({ flow: 'ended', ended: { at: expect.any(Number), writes: expect.any(Object) } });
  });
}
