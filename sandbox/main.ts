import { startSandbox, type Sandbox, type SandboxOptions } from './start.ts';

/**
 * The sandbox as a process of its own: options as JSON in the first argument, one JSON line on standard output when it is ready, everything closed when it
 * ends or its parent does. The token of the faults comes in BANYAN_FAULTS_TOKEN, and what SSM and Secrets Manager would have, as JSON, in BANYAN_SANDBOX_SECRETS: arguments are for everybody on the machine to read.
 */
async function start(): Promise<Sandbox> {
  const { images, logDirectory, ...rest } = JSON.parse(process.argv[2] ?? '{}') as Partial<SandboxOptions>;
  if (typeof images !== 'object' || typeof logDirectory !== 'string') throw new Error('The first argument must be JSON with at least `images` and `logDirectory`.');
  const faultToken = process.env['BANYAN_FAULTS_TOKEN'];
  const secrets = JSON.parse(process.env['BANYAN_SANDBOX_SECRETS'] ?? '{}') as Readonly<Record<string, string>>;
  return await startSandbox({ images, logDirectory, ...rest, secrets, ...(faultToken !== undefined && { faultToken }) });
}

async function main(): Promise<void> {
  const starting = start();
  let ending: Promise<void> | undefined;
  const end = (): void => {
    ending ??= starting.then((sandbox) => sandbox.close()).then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('disconnect', end);
  // The channel tells that the parent is gone; it need not keep this process alive.
  process.channel?.unref();
  process.stdout.write(`${JSON.stringify(await starting)}\n`);
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

main().catch(fail);
