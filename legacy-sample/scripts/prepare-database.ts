import { openDatabase } from '../database/open-database.ts';

// Makes the seeded database that the server then starts from.
const db = await openDatabase();
await db.close();
