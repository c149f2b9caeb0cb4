#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises';
import { main } from '../cli/main.ts';
import { refuseEarlyEnd } from '../cli/terminal/early-end.ts';
import { interruptBySignals } from '../cli/terminal/interrupt.ts';
import { processOutput } from '../cli/terminal/process-output.ts';
import { askOnTerminal, processTerminal } from '../cli/terminal/process-terminal.ts';

const { end, done } = refuseEarlyEnd(process);
const interrupt = interruptBySignals(process, end);
const terminal = processTerminal(process);
let abandoned = false;
const columns = Number(process.env['COLUMNS']) || process.stdout.columns;

process.exitCode = await main(process.argv.slice(2), {
  ...processOutput({ stdout: process.stdout, stderr: process.stderr, exit: end }),
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
done();
if (abandoned) process.exit();
