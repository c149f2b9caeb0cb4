import { expect, test } from '@jest/globals';
import { createNoMover } from '../../../migrations/adapters/no-mover.ts';

test('without a mover nothing is said of the stores, and nothing is told to them', async () => {
  const mover = createNoMover();
  const refusal = { code: 'MOVER_REFUSED', message: expect.stringContaining('orders') as unknown };
  await expect(mover.observe(['orders'])).rejects.toMatchObject(refusal);
  await expect(mover.ensure('orders', { flow: 'forward', backfill: false, verify: false })).rejects.toMatchObject(refusal);
  await expect(mover.remove('orders')).rejects.toMatchObject(refusal);
});
