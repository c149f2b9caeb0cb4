import { readFileSync, writeFileSync } from 'node:fs';
import { GENERATED_PAGES } from './docs/pages.ts';

for (const [name, written] of Object.entries(GENERATED_PAGES)) {
  const page = new URL(`../${name}`, import.meta.url);
  writeFileSync(page, written(readFileSync(page, 'utf8')));
}
