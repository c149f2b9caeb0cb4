import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { exportProducts } from '../orders/export-products.ts';
import { openDatabase } from '../database/open-database.ts';

// node scripts/export-products.ts <file.ndjson.gz>: writes the products and their stock as they stand in the shop's database, for a service that takes the orders over.
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the file to write: node scripts/export-products.ts <file.ndjson.gz>');
const db = await openDatabase(process.env['DATABASE_URL']);
await writeFile(file, gzipSync(await exportProducts(db), { level: 9 }));
await db.close();
