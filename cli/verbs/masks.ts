import type { Command } from 'commander';
import type { Io } from '../io.ts';

/** `banyan masks <group>`: what was learned of legacy's noise, into the file of learned masks; with `--accept`, what of it counts. */
export function addMasks(program: Command, io: Io): void {
  program
    .command('masks')
    .argument('<group>', 'route group')
    .option('--accept <path...>', 'let the learned masks of these paths count')
    .summary('see and accept the masks that a run has learned')
    .description('show the masks that a run has learned, write them beside the migration file, and accept them')
    .addHelpText('after', "\nExample:\n  $ banyan masks catalog --accept '$.meta.requestId' header.x-node")
    .action(async (group: string, _options: unknown, command: Command) => {
      const { reviewMasks, printReview } = await import('../masks/review-masks.ts');
      const options = command.optsWithGlobals();
      const review = await reviewMasks(io, options, group, (options['accept'] as string[] | undefined) ?? []);
      if (options['json']) io.out(JSON.stringify(review));
      else printReview(io, review);
    });
}
