import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { exportCatalog } from '../catalog/export-catalog.ts';
import { openDatabase } from '../database/open-database.ts';

// node scripts/export-catalog.ts <file.ndjson.gz>: writes the catalog as it stands in the shop's database, for a service that takes it over.
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the file to write: node scripts/export-catalog.ts <file.ndjson.gz>');
const db = await openDatabase(process.env['DATABASE_URL']);
await writeFile(file, gzipSync(await exportCatalog(db), { level: 9 }));
await db.close();
