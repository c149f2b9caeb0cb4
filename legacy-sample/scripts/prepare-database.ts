import { openEmbedded } from '../database/open-embedded.ts';

// Makes the seeded database that the server then starts from.
const db = await openEmbedded();
await db.close();
