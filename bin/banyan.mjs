#!/usr/bin/env node
// In a checkout the sources run, under the project's own Node; an installed package has only what was built from them.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const setup = fileURLToPath(new URL('../scripts/with-setup.mjs', import.meta.url));
if (existsSync(setup)) {
  process.argv.splice(2, 0, fileURLToPath(new URL('./banyan.ts', import.meta.url)));
  await import(setup);
} else {
  await import('../dist/bin/banyan.js');
}
