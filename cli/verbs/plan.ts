import type { Command } from 'commander';
import type { CommonOptions, Io } from '../io.ts';

/** `banyan plan <group>`: the exact changes the next step would make. `banyan plan`: all groups on the load balancer. Makes none. */
export function addPlan(program: Command, io: Io): void {
  program
    .command('plan')
    .argument('[group]', 'route group')
    .option('--iam', 'print only the policy that the migrations need, ready to paste')
    .summary('the exact changes of the next step; makes none')
    .description('show the exact changes the next step would make, or without a group how all of them fit on the load balancer; makes none')
    .addHelpText('after', '\nExamples:\n  $ banyan plan catalog\n  $ banyan plan\n  $ banyan plan --iam > policy.json')
    .action(async (group: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { readonly iam?: boolean }>();
      if (group === undefined) return planAll(io, options);
      const { BanyanError } = await import('../../domain/errors.ts');
      if (options.iam) throw new BanyanError('USAGE', 'the policy is for all migrations together: `banyan plan --iam` takes no route group');
      const { lookPatiently } = await import('../waiting/look-patiently.ts');
      const { readPlan, printPlan } = await import('../plan/plan-report.ts');
      const report = await lookPatiently(io, () => readPlan(io, options, group));
      if (options.json) io.out(JSON.stringify(report));
      else printPlan(io, report);
    });
}

async function planAll(io: Io, options: CommonOptions & { readonly iam?: boolean }): Promise<void> {
  const { lookPatiently } = await import('../waiting/look-patiently.ts');
  const { readOverview, printOverview } = await import('../plan/plan-overview.ts');
  const overview = await lookPatiently(io, () => readOverview(io, options));
  if (options.iam) io.out(JSON.stringify(overview.iam, null, 2));
  else if (options.json) io.out(JSON.stringify(overview));
  else printOverview(io, overview);
}
