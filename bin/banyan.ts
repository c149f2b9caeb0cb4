#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises';
import { main } from '../cli/main.ts';
import { askOnTerminal, processTerminal } from '../cli/terminal.ts';

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The first asks for an orderly end, the second ends at once.
  process.on(signal, () => (interrupt.signal.aborted ? process.exit(130) : interrupt.abort()));
}

// Whoever reads the output may have seen enough: `banyan watch | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const terminal = processTerminal(process);
const columns = Number(process.env['COLUMNS']) || process.stdout.columns;

process.exitCode = await main(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  ...(process.stderr.isTTY && { progress: (text) => process.stderr.write(`\r\u001B[K${text}`) }),
  directory: process.cwd(),
  environment: process.env,
  isTerminal: process.stdout.isTTY,
  ...(columns > 0 && { columns }),
  ...(terminal && { terminal, ask: (question: string) => askOnTerminal(process, question, interrupt.signal) }),
  signal: interrupt.signal,
  now: Date.now,
  sleep: (ms) => sleep(ms),
});
