import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { BanyanError, messageOf } from '../domain/errors.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';

/** Runs one command. Returns the exit status; never throws. */
export async function main(args: readonly string[], outside: Omit<Io, 'setStatus'>): Promise<number> {
  let status = 0;
  const io: Io = { ...outside, setStatus: (told) => void (status = told) };
  try {
    await createProgram(io, version()).parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (io.signal.aborted) {
      io.err('Interrupted. What was changed stays; the journal says where each migration stands, and `banyan run` goes on from there.');
      return 130;
    }
    return report(error instanceof BanyanError ? error : new BanyanError('INTERNAL', error instanceof Error ? (error.stack ?? error.message) : messageOf(error), { cause: error }), args, io);
  }
}

function report(error: BanyanError, args: readonly string[], io: Io): number {
  if (args.includes('--json')) io.out(JSON.stringify({ error: { code: error.code, message: error.message, remedy: error.remedy } }));
  io.err(`${error.code}: ${error.message}`);
  io.err(`  → ${error.remedy}`);
  return error.exit;
}

/** The package's version; package.json stands one folder up in the sources and two in what is published. */
function version(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as { version: string }).version;
    } catch {
      // The other place has it.
    }
  }
  return 'unknown';
}
