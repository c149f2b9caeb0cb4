import { start } from './start.ts';

await start({ environment: process.env });
