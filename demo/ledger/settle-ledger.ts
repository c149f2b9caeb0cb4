import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from './ledger.ts';
import type { ShopStores } from '../shop-stores.ts';
import { readBooks, readSessions } from './books.ts';
import { compareLedger, type LedgerReport } from './compare-ledger.ts';
import { readSeedStock } from './seed-stock.ts';

const PATIENCE_MS = 20_000;
const LOOK_MS = 250;

/** Compares once the last events have been heard: as soon as all is right, and after twenty seconds as it is. */
export async function settleLedger(ledger: Ledger, { shop, accounts, orders }: ShopStores['urls'], now: () => number): Promise<LedgerReport> {
  const seedStock = await readSeedStock();
  for (const deadline = now() + PATIENCE_MS; ; await sleep(LOOK_MS)) {
    const [monolith, service, atMonolith, atAccounts] = await Promise.all([readBooks(shop), readBooks(orders), readSessions(shop), readSessions(accounts)]);
    const report = compareLedger(ledger, { books: { monolith, service }, sessions: { monolith: atMonolith, service: atAccounts } }, seedStock);
    if (report.ok || now() >= deadline) return report;
  }
}
