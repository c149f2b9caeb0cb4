import { writeFileSync } from 'node:fs';
import type { Io } from '../cli/io.ts';
import { createProgram } from '../cli/program.ts';
import { cliReference } from '../cli/reference.ts';

// Nothing is run: the program is only asked for its verbs and flags.
writeFileSync(new URL('../docs/cli.md', import.meta.url), cliReference(createProgram({} as Io, '')));
