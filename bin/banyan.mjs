#!/usr/bin/env node
// In a checkout the sources run, under the project's own Node; an installed package has only what was built from them.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const setup = fileURLToPath(new URL('../scripts/with-setup.mjs', import.meta.url));
if (existsSync(setup)) {
  process.argv.splice(2, 0, fileURLToPath(new URL('./banyan.ts', import.meta.url)));
  await import(setup);
} else {
  // npm only warns of an older Node, on which the verbs would fail one by one, as if by defects of ours.
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const [needed = ''] = /\d+/.exec(engines.node) ?? [];
  if (Number.parseInt(process.versions.node, 10) < Number(needed)) {
    process.stderr.write(`banyan needs Node ${needed} or later, and this is ${process.version}.\n  → Install it (https://nodejs.org), or for this folder alone: npm install node@${needed}\n`);
    process.exit(2);
  }
  await import('../dist/bin/banyan.js');
}
