import { readFileSync, writeFileSync } from 'node:fs';
import { withTables } from './rollout-tables.ts';

const page = new URL('../docs/rollout-arithmetic.md', import.meta.url);
writeFileSync(page, withTables(readFileSync(page, 'utf8')));
