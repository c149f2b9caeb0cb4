#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises';
import { main } from '../cli/main.ts';
import { processOutput } from '../cli/terminal/process-output.ts';
import { askOnTerminal, processTerminal } from '../cli/terminal/process-terminal.ts';

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The first asks for an orderly end, the second ends at once.
  process.on(signal, () => (interrupt.signal.aborted ? process.exit(130) : interrupt.abort()));
}

let abandoned = false;
const terminal = processTerminal(process);
const columns = Number(process.env['COLUMNS']) || process.stdout.columns;

process.exitCode = await main(process.argv.slice(2), {
  ...processOutput(process),
  directory: process.cwd(),
  environment: process.env,
  isTerminal: process.stdout.isTTY,
  ...(columns > 0 && { columns }),
  ...(terminal && { terminal, ask: (question: string) => askOnTerminal(process, question, interrupt) }),
  abandon: () => void (abandoned = true),
  signal: interrupt.signal,
  now: Date.now,
  sleep: (ms) => sleep(ms),
});
if (abandoned) process.exit();
