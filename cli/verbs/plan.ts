import type { Command } from 'commander';
import type { Io } from '../io.ts';

/** `banyan plan <group>`: the exact changes the next step would make. Makes none. */
export function addPlan(program: Command, io: Io): void {
  program
    .command('plan')
    .argument('<group>', 'route group')
    .description('show the exact changes the next step would make; makes none')
    .addHelpText('after', '\nExample:\n  $ banyan plan catalog')
    .action(async (group: string, _options: unknown, command: Command) => {
      const { readPlan, printPlan } = await import('../plan-report.ts');
      const options = command.optsWithGlobals();
      const report = await readPlan(io, options, group);
      if (options['json']) io.out(JSON.stringify(report));
      else printPlan(io, report);
    });
}
