import type { Command } from 'commander';
import type { Io } from '../io.ts';
import type { InitOptions } from '../init/init.ts';

/** `banyan init`: a configuration and a first migration file, from what stands in the account. Changes nothing outside of the directory. */
export function addInit(program: Command, io: Io): void {
  program
    .command('init')
    .option('--region <region>', 'where to look; default: AWS_REGION')
    .option('--endpoint <url>', 'of every AWS service; default: AWS_ENDPOINT_URL, else AWS’s own')
    .option('--listener <arn>', 'the one in front of the monolith; default: the only one that forwards to one target group')
    .option('--proxy <service>', 'ECS service of the proxy; default: the one with banyan and proxy in its name or image')
    .option('--legacy <service>', 'ECS service of the monolith; default: the one that the listener leads to')
    .option('--unleash <url>', 'Unleash; default: what the proxy’s task definition has')
    .option('--group <name>', 'the first route group', 'first')
    .option('--route <pattern...>', "its patterns, 'GET /api/products/*'")
    .option('--dry-run', 'show what would be written, and write nothing')
    .summary('write banyan.config.json and a first migration file')
    .description('write banyan.config.json and a first migration file from what is in the account, never over what is there')
    .addHelpText('after', "\nExamples:\n  $ banyan init --dry-run\n  $ banyan init --group catalog --route '/api/products' '/api/products/*'")
    .action(async (_options: unknown, command: Command) => {
      const { init } = await import('../init/init.ts');
      await init(io, command.optsWithGlobals<InitOptions>());
    });
}
