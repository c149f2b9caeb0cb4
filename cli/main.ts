import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { BanyanError, messageOf } from '../domain/errors.ts';
import type { Io, Outside } from './io.ts';
import { describeMisuse } from './misuse.ts';
import { createProgram } from './program.ts';
import { saidSafely } from './terminal/shown.ts';

/** Runs one command. Returns the exit status; never throws. */
export async function main(args: readonly string[], outside: Outside): Promise<number> {
  let status = 0;
  const io: Io = { ...outside, ...saidSafely(outside), setStatus: (told) => void (status = told) };
  const program = createProgram(io, version());
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(asBanyanError(error, io), args, io);
    return error.exitCode === 0 ? 0 : report(describeMisuse(error, args, program), args, io);
  } finally {
    io.progress?.('');
  }
}

function asBanyanError(error: unknown, io: Io): BanyanError {
  if (error instanceof BanyanError) return error;
  if (io.signal.aborted) return new BanyanError('INTERRUPTED', 'Interrupted. What was changed stays, and the journal says where each migration stands.', { cause: error });
  return new BanyanError('INTERNAL', error instanceof Error ? (error.stack ?? error.message) : messageOf(error), { cause: error });
}

function report({ code, message, remedy, exit }: BanyanError, args: readonly string[], io: Io): number {
  if (args.includes('--json')) io.out(JSON.stringify({ error: { code, message, remedy } }));
  io.err(`${code}: ${message}`);
  io.err(`  → ${remedy}`);
  return exit;
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
