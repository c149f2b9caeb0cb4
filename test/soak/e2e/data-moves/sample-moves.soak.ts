import { expect, test } from '@jest/globals';
import { readBooks } from '../../../../demo/ledger/books.ts';
import { compareLedger, type BooksReport } from '../../../../demo/ledger/compare-ledger.ts';
import { readSeedStock } from '../../../../demo/ledger/seed-stock.ts';
import { run, settle, settleBack } from '../../../../migrations/engine/drive.ts';
import { rollBack } from '../../../../migrations/engine/roll-back.ts';
import { createRandom } from '../../../../sandbox/faults/random.ts';
import { until } from '../../../support/until.ts';
import { startCustomers, type SampleLedger } from './sample-load.ts';
import { openSampleWorld, ORDERS, type SampleWorld } from './sample-world.ts';

const DRIVE = { why: 'soak', pollMs: 20, patienceMs: 60_000 };
const RIGHT: Partial<BooksReport> = { lost: [], twice: [], wrong: [], stockWrong: [] };

/** What both stores have of what customers were told. */
async function booksOf({ urls }: SampleWorld, { orders }: SampleLedger): Promise<{ readonly monolith: BooksReport; readonly service: BooksReport }> {
  const [monolith, service, seedStock] = await Promise.all([readBooks(urls.shop), readBooks(urls.orders), readSeedStock()]);
  const nobody = { monolith: new Set<string>(), service: new Set<string>() };
  return compareLedger({ orders, sessions: [] }, { books: { monolith, service }, sessions: nobody }, seedStock).orders;
}

test('the sample’s orders and stock are moved by the mover and moved back under load: every order is in both stores once, with its sum, and the stock is right', async () => {
  const world = await openSampleWorld(ORDERS, 'orders', createRandom(process.env['SOAK_SEED'] ?? '1'));
  const stock = Object.entries(await readSeedStock()).filter(([, quantity]) => quantity > 300).map(([sku]) => sku);
  const ledger: SampleLedger = { orders: [], failed: [], looks: 0 };
  try {
    const up = await startCustomers(world.monolith, world.where, stock, ledger);
    await run(world.engine(), ORDERS, { ...DRIVE, until: { kind: 'reverse' } });
    await up.stop();
    await until(async () => {
      const { catalog = 'absent' } = await world.mover.observe(['catalog']);
      return catalog !== 'absent' && catalog.lag.changes === 0 ? true : undefined;
    });
    const moved = await booksOf(world, ledger);
    expect({ monolith: moved.monolith, service: moved.service }).toMatchObject({ monolith: { ...RIGHT, found: ledger.orders.length }, service: { ...RIGHT, found: ledger.orders.length } });
    const movedOrders = ledger.orders.length;

    const down = await startCustomers(world.monolith, world.where, stock, ledger);
    const engine = world.engine();
    await rollBack(engine, ORDERS, 'deploy', 'soak');
    await settleBack(engine, ORDERS, DRIVE);
    await settle(engine, ORDERS, DRIVE);
    await down.stop();
    const { monolith } = await booksOf(world, ledger);
    process.stdout.write(`${JSON.stringify({ orders: ledger.orders.length, untilMoved: movedOrders, looks: ledger.looks, failed: ledger.failed.length, sumCents: monolith.sumCents })}\n`);
    // The service's store is followed no more.
    expect(monolith).toMatchObject({ ...RIGHT, found: ledger.orders.length, sumCents: ledger.orders.reduce((sum, { totalCents }) => sum + totalCents, 0) });
    expect({ failed: ledger.failed, isLoaded: movedOrders > 50 && ledger.orders.length > movedOrders, position: await world.fake.position() }).toEqual({ failed: [], isLoaded: true, position: 'deploy' });
  } finally {
    await world.close();
  }
}, 240_000);
