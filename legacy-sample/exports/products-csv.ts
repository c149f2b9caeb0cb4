import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Router } from 'express';
import { formatCents } from '../catalog/products.ts';
import type { Queryable } from '../database/database.ts';
import type { Deps } from '../http/deps.ts';

const ROWS_PER_CHUNK = 100;

/** All products with their stock, for the warehouse: a long answer that comes in many small parts. */
export function exportRoutes({ db, exportPauseMs }: Deps): Router {
  const router = Router();
  router.get('/export/products.csv', async (_req, res) => {
    res.type('text/csv').attachment('products.csv');
    try {
      await pipeline(Readable.from(csvChunks(db, exportPauseMs)), res);
    } catch (error) {
      // Whoever goes away in the middle of a download is no fault.
      if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')) throw error;
    }
  });
  return router;
}

interface ExportRow {
  readonly id: number;
  readonly sku: string;
  readonly name: string;
  readonly brand: string;
  readonly price_cents: number;
  readonly quantity: number;
}

async function* csvChunks(db: Queryable, pauseMs: number): AsyncGenerator<string> {
  yield 'sku,name,brand,price,stock\r\n';
  for (let after = 0; ; ) {
    const { rows } = await db.query<ExportRow>(
      'select p.id, p.sku, p.name, p.brand, p.price_cents, s.quantity from products p join stock s on s.product_id = p.id where p.id > $1 order by p.id limit $2',
      [after, ROWS_PER_CHUNK],
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map((row) => `${[row.sku, quote(row.name), quote(row.brand), formatCents(row.price_cents), row.quantity].join(',')}\r\n`).join('');
    after = last.id;
    if (pauseMs > 0) await sleep(pauseMs);
  }
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
