import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { exportCustomers } from '../accounts/export-customers.ts';
import { openDatabase } from '../database/open-database.ts';

// node scripts/export-customers.ts <file.ndjson.gz>: writes the customers as they stand in the shop's database, for a service that takes them over.
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the file to write: node scripts/export-customers.ts <file.ndjson.gz>');
const db = await openDatabase(process.env['DATABASE_URL']);
await writeFile(file, gzipSync(await exportCustomers(db), { level: 9 }));
await db.close();
