import { InvalidArgumentError, type Command } from 'commander';
import type { Io } from '../io.ts';

/** `banyan sandbox`: AWS, Unleash and the sample shop on this machine, until Ctrl-C. */
export function addSandbox(program: Command, io: Io): void {
  program
    .command('sandbox')
    .option('--load <rate>', 'send so many requests a second through the load balancer', rate, 0)
    .description('start AWS and Unleash on loopback with the sample shop in them, and stay until Ctrl-C')
    .addHelpText('after', '\nExample:\n  $ banyan sandbox --load 300')
    .action(async (_options: unknown, command: Command) => {
      const { keepSandbox } = await import('../keep-sandbox.ts');
      const options = command.optsWithGlobals();
      await keepSandbox(io, options, Number(options['load']));
    });
}

/** Requests a second. */
export function rate(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 5_000)) throw new InvalidArgumentError('a number of requests a second from 0 to 5000 is needed');
  return value;
}
