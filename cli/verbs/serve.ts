import { InvalidArgumentError, type Command } from 'commander';
import type { Io } from '../io.ts';
import type { ServeOptions } from '../serve/serve.ts';

/** `banyan serve`: a page on which everybody sees where each route group stands, and those who have the token can act. */
export function addServe(program: Command, io: Io): void {
  program
    .command('serve')
    .option('--port <port>', 'of the page; 0 is any that is free', port, 7417)
    .option('--host <address>', 'to listen on; whoever is not on this machine has to log in to see anything', '127.0.0.1')
    .option('--name <host>', 'host name by which others reach it; may be repeated', collect)
    .option('--run', 'move the migrations too, all at once, as `run --all` does')
    .option('--yes', 'with --run: to retiring, which cannot be undone')
    .summary('a page with every group, live, until Ctrl-C')
    .description('serve a page that shows every route group on its way, live; Ctrl-C ends it')
    .addHelpText('after', '\nExamples:\n  $ banyan serve\n  $ banyan serve --run --port 8080')
    .action(async (_options: unknown, command: Command) => {
      const { serve } = await import('../serve/serve.ts');
      await serve(io, command.optsWithGlobals<ServeOptions>());
    });
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('a port from 0 to 65535 is needed');
  return Number(text);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
