import { BanyanError, messageOf } from '../domain/errors.ts';
import { readConfig } from './config/config.ts';
import { createLog } from './observing/log.ts';
import { startProxy } from './start.ts';

/** Starts the proxy that its environment describes. Exit status: 0 told to stop, 1 cannot listen, 2 wrong configuration. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const clock = { now: () => Date.now(), elapsed: () => performance.now() };
  const proxy = await startProxy(config, { clock, random: () => Math.random(), log });

  // One request's fault must not end the others'.
  process.on('uncaughtException', (error) => log.error({ error: error.stack }, 'uncaught'));

  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({}, 'stopping');
    await proxy.stop();
    log.flush();
    process.exit(0);
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
}

main().catch((error: unknown) => {
  process.stderr.write(error instanceof BanyanError ? `${error.code}: ${error.message}\n${error.remedy}\n` : `${messageOf(error)}\n`);
  process.exitCode = error instanceof BanyanError ? error.exit : 1;
  process.exit();
});
