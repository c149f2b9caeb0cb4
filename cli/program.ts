import { Command } from 'commander';
import type { Io } from './io.ts';
import { addApprove } from './verbs/approve.ts';
import { addDemo } from './verbs/demo.ts';
import { addHold, addResume } from './verbs/hold.ts';
import { addMasks } from './verbs/masks.ts';
import { addPlan } from './verbs/plan.ts';
import { addRecord } from './verbs/record.ts';
import { addReplay } from './verbs/replay.ts';
import { addReport } from './verbs/report.ts';
import { addRollback } from './verbs/rollback.ts';
import { addRun } from './verbs/run.ts';
import { addSandbox } from './verbs/sandbox.ts';
import { addStatus } from './verbs/status.ts';
import { addStep } from './verbs/step.ts';
import { addVerify } from './verbs/verify.ts';
import { addWatch } from './verbs/watch.ts';

/** The command line: one verb, one file. A verb loads what it works with only when it is called, so that `--help` is quick. */
export function createProgram(io: Io, version: string): Command {
  const program = new Command('banyan')
    .description('Moves a monolith to microservices on AWS ECS, one route group at a time.')
    .version(version)
    .option('--json', 'answer with one JSON object')
    .option('--config <file>', 'configuration; default: banyan.config.json, else the running sandbox')
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) })
    .showHelpAfterError()
    .exitOverride();
  for (const add of [addStatus, addVerify, addPlan, addStep, addRun, addApprove, addMasks, addHold, addResume, addReport, addRollback, addWatch, addRecord, addReplay, addSandbox, addDemo]) add(program, io);
  return program;
}
