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
    if (error instanceof CommanderError) return misused(error, args, io);
    return report(asBanyanError(error, io), args, io);
  } finally {
    io.progress?.('');
  }
}

/** Commander has told people already what it did not understand. */
function misused({ exitCode, message }: CommanderError, args: readonly string[], io: Io): number {
  if (exitCode === 0) return 0;
  const error = new BanyanError('USAGE', message.replace(/^error: /, ''));
  if (args.includes('--json')) printJson(error, io);
  return error.exit;
}

function asBanyanError(error: unknown, io: Io): BanyanError {
  if (error instanceof BanyanError) return error;
  if (io.signal.aborted) return new BanyanError('INTERRUPTED', 'Interrupted. What was changed stays, and the journal says where each migration stands.', { cause: error });
  return new BanyanError('INTERNAL', error instanceof Error ? (error.stack ?? error.message) : messageOf(error), { cause: error });
}

function printJson({ code, message, remedy }: BanyanError, io: Io): void {
  io.out(JSON.stringify({ error: { code, message, remedy } }));
}

function report(error: BanyanError, args: readonly string[], io: Io): number {
  if (args.includes('--json')) printJson(error, io);
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
