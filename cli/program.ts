import { Command } from 'commander';
import type { Io } from './io.ts';
import { addApprove } from './verbs/approve.ts';
import { addComplete, addCompletion } from './verbs/completion.ts';
import { addDemo } from './verbs/demo.ts';
import { addDiscover } from './verbs/discover.ts';
import { addHelp } from './verbs/help.ts';
import { addHold, addResume } from './verbs/hold.ts';
import { addInit } from './verbs/init.ts';
import { addMasks } from './verbs/masks.ts';
import { addMover } from './verbs/mover.ts';
import { addPlan } from './verbs/plan.ts';
import { addRecord } from './verbs/record.ts';
import { addReplay } from './verbs/replay.ts';
import { addReport } from './verbs/report.ts';
import { addRetire } from './verbs/retire.ts';
import { addRollback } from './verbs/rollback.ts';
import { addRun } from './verbs/run.ts';
import { addSandbox } from './verbs/sandbox.ts';
import { addServe } from './verbs/serve.ts';
import { addStatus } from './verbs/status.ts';
import { addStep } from './verbs/step.ts';
import { addVerify } from './verbs/verify.ts';
import { addWatch } from './verbs/watch.ts';

type AddVerb = (program: Command, io: Io) => void;

/** What people come for, in the order in which they do. */
const GROUPS: readonly (readonly [string, readonly AddVerb[]])[] = [
  ['Begin:', [addInit, addDiscover, addVerify, addSandbox, addDemo]],
  ['Look, and change nothing:', [addStatus, addPlan, addWatch, addServe, addReport]],
  ['Move forward:', [addStep, addRun, addApprove, addRetire]],
  ['Stop and go back:', [addHold, addResume, addRollback]],
  ['Compare answers:', [addMasks, addRecord, addReplay]],
  ['Move data:', [addMover]],
  ['Shell:', [addCompletion, addComplete, addHelp]],
];

/** Where nobody says how wide the output is. */
const WIDTH = 80;

/** The command line: one verb, one file. A verb loads what it works with only when it is called, so that `--help` is quick. */
export function createProgram(io: Io, version: string): Command {
  const program = new Command('banyan')
    .description('Moves a monolith to microservices on AWS ECS, one route group at a time.')
    .version(version, '-V, --version', 'print the version')
    .option('--json', 'answer with one JSON object')
    .option('--config <file>', 'configuration; default: banyan.config.json, else the running sandbox')
    .helpOption('-h, --help', 'tell about banyan or one of its verbs')
    .helpCommand(false)
    .usage('<verb> [flags]')
    .configureHelp({ subcommandTerm: (verb) => [verb.name(), ...verb.registeredArguments.map((each) => (each.required ? `<${each.name()}>` : `[${each.name()}]`))].join(' ') })
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()), outputError: () => {}, getOutHelpWidth: () => io.columns ?? WIDTH, getErrHelpWidth: () => io.columns ?? WIDTH })
    .addHelpText('after', '\nEvery verb takes --json and --config, and has an example: banyan rollback --help\nExit status: 0 done, 1 failed, 2 wrong use, 3 held, 4 rolled back (docs/cli.md)')
    .exitOverride();
  for (const [heading, verbs] of GROUPS) {
    program.commandsGroup(heading);
    for (const add of verbs) add(program, io);
  }
  return program;
}
