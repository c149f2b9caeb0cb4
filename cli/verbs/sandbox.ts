import { InvalidArgumentError, Option, type Command } from 'commander';
import type { SandboxSettings } from '../../demo/sandbox-process.ts';
import type { Io } from '../io.ts';

/** `banyan sandbox`: AWS, Unleash and the sample shop on this machine, until Ctrl-C. */
export function addSandbox(program: Command, io: Io): void {
  program
    .command('sandbox')
    .option('--legacy <directory>', 'folder of your own monolith, with a Dockerfile; it listens at port 3000 and answers /healthz; default: the sample shop')
    .option('--image <name=directory>', 'folder that stands for an image of a candidate; may be repeated', folder)
    .option('--load <rate>', 'send so many requests a second through the load balancer, to the sample shop', rate, 0)
    .option('--state <directory>', 'keep everything there from one run to the next; default: nothing is kept')
    .option('--no-auth', 'take AWS calls whatever they are signed with')
    .option('--fault <fault>', 'let something go wrong, as elasticloadbalancing.ModifyRule:lost:every=5; may be repeated', collect)
    .option('--seed <text>', 'what chance of faults follows from')
    .addOption(new Option('--runtime <runtime>', 'what runs the tasks: processes, or containers of the engine at DOCKER_HOST').choices(['process', 'docker']))
    .option('--port <port>', 'of AWS; default for this and the others: any free one, with --state that of the last run', port)
    .option('--unleash-port <port>', 'of Unleash', port)
    .option('--dns-port <port>', 'of the name server', port)
    .option('--faults-port <port>', 'of the endpoint that adds faults and takes them away', port)
    .summary('AWS and Unleash on this machine, until Ctrl-C')
    .description('start AWS and Unleash on loopback with the sample shop in them, and stay until Ctrl-C')
    .addHelpText('after', '\nExamples:\n  $ banyan sandbox --load 300\n  $ banyan sandbox --state .shop --fault propagation:delay=3000 --fault tasks.catalog:hang:first=1\n  $ banyan sandbox --legacy monolith --image my/catalog=services/catalog')
    .action(async (_options: unknown, command: Command) => {
      const { keepSandbox } = await import('../sandbox/keep-sandbox.ts');
      const options = command.optsWithGlobals();
      await keepSandbox(io, { ...options, load: Number(options['load']), images: (options['image'] ?? {}) as Record<string, string> }, settingsOf(options));
    });
}

function settingsOf({ state, auth, fault, seed, runtime, ...rest }: Record<string, unknown>): SandboxSettings {
  const given = { state, auth, faults: fault, seed, runtime, ports: { aws: rest['port'], unleash: rest['unleashPort'], dns: rest['dnsPort'], faults: rest['faultsPort'] } };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Requests a second. */
export function rate(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 5_000)) throw new InvalidArgumentError('a number of requests a second from 0 to 5000 is needed');
  return value;
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 65_535) throw new InvalidArgumentError('a port from 1 to 65535 is needed');
  return Number(text);
}

function folder(text: string, earlier: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, directory] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || directory === undefined) throw new InvalidArgumentError('an image and a folder are needed, as my/catalog=services/catalog');
  return { ...earlier, [name]: directory };
}

function collect(fault: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, fault];
}
