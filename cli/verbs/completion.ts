import { Argument, type Command } from 'commander';
import { COMPLETION_SCRIPTS, SHELLS, type Shell } from '../completion/scripts.ts';
import type { CommonOptions, Io } from '../io.ts';

/** `banyan completion bash`: what a shell needs to complete verbs, flags, groups and stops. */
export function addCompletion(program: Command, io: Io): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .summary('what your shell needs to complete verbs and groups')
    .description('print what your shell needs to complete verbs, flags, groups and stops')
    .addHelpText('after', '\nExamples:\n  $ eval "$(banyan completion bash)"\n  $ banyan completion fish > ~/.config/fish/completions/banyan.fish')
    .action((shell: Shell, _options: unknown, command: Command) => {
      io.out(command.optsWithGlobals<CommonOptions>().json ? JSON.stringify({ shell, script: COMPLETION_SCRIPTS[shell] }) : COMPLETION_SCRIPTS[shell]);
    });
}

/** `banyan complete -- words…`: what those scripts ask. */
export function addComplete(program: Command, io: Io): void {
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: readonly string[]) => {
      const { complete } = await import('../completion/complete.ts');
      for (const each of complete(program, words, await migrationsHere(io))) io.out(each);
    });
}

/** Those of the directory that the shell stands in; none where there are none, or they are not as they must be: completion is silent. */
async function migrationsHere(io: Io) {
  const { loadConfig } = await import('../config/load-config.ts');
  const { loadMigrations } = await import('../../migrations/files/load-migrations.ts');
  try {
    return await loadMigrations((await loadConfig(io.directory, undefined, io.environment)).config.migrations);
  } catch {
    return [];
  }
}
