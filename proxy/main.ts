import cluster from 'node:cluster';
import { BanyanError, messageOf } from '../domain/errors.ts';
import { joinCluster, type Line } from './cluster/join-cluster.ts';
import type { ToWorker } from './cluster/messages.ts';
import { startPrimary, type RunningCluster } from './cluster/start-primary.ts';
import { WorkerEnded } from './cluster/worker.ts';
import { readConfig } from './config/config.ts';
import { createLifecycle } from './lifecycle.ts';
import { createLogOutput } from './observing/log-output.ts';
import { createLog } from './observing/log.ts';
import { startProxy, type RunningProxy } from './start.ts';

/** How long the log's reader has for the last lines. */
const LAST_LINES_MS = 2_000;

/** Starts the proxy that its environment describes. Exit status: 0 told to stop, 1 told twice or cannot listen, 2 wrong configuration, 3 stopped after a fault. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const output = createLogOutput({ isShared: config.processes > 1 });
  const log = createLog(config.logLevel, output);
  const clock = { now: () => Date.now(), elapsed: () => performance.now() };
  const surroundings = { clock, random: () => Math.random(), log };
  const isPrimary = config.processes > 1 && cluster.isPrimary;
  let proxy: RunningProxy | undefined;
  let all: RunningCluster | undefined;

  async function exit(status: number): Promise<void> {
    if (status === 1) {
      all?.kill();
      process.exit(status);
    }
    // Where nobody reads the log a write still holds a thread, for which an orderly end would wait.
    if (!(await output.end(LAST_LINES_MS))) process.kill(process.pid, 'SIGKILL');
    process.exit(status);
  }

  const lifecycle = createLifecycle({ ...config, proxy: () => proxy, log, onFault: () => membership?.faulted(), exit: (status) => void exit(status) });
  // With a listener here an unhandled rejection comes as one of these too.
  process.on('uncaughtException', lifecycle.faulted);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, lifecycle.told);
  if (isPrimary) process.on('SIGHUP', () => void all?.roll().catch((error: unknown) => log.error({ error: messageOf(error) }, 'not every process could be replaced')));
  const membership = cluster.isWorker ? await joinCluster(lineToPrimary(), lifecycle.wanted) : undefined;

  if (isPrimary) proxy = all = await startPrimary(config, surroundings);
  else if (membership) {
    const { overridden, served } = membership;
    // What operators ask is asked through the primary.
    proxy = await startProxy({ ...config, admin: { ...config.admin, host: '127.0.0.1', port: 0 } }, { ...surroundings, overridden, onServed: served });
    membership.ready(proxy);
  } else proxy = await startProxy(config, surroundings);
}

function lineToPrimary(): Line {
  return {
    send: (message) => void (process.connected && process.send?.(message)),
    onMessage: (listener) => void process.on('message', (message) => listener(message as ToWorker)),
    onLost: (listener) => void process.on('disconnect', listener),
  };
}

main().catch((error: unknown) => {
  // A worker has said it already.
  if (error instanceof WorkerEnded) process.exit(error.code ?? 1);
  process.stderr.write(error instanceof BanyanError ? `${error.code}: ${error.message}\n${error.remedy}\n` : `${messageOf(error)}\n`);
  process.exitCode = error instanceof BanyanError ? error.exit : 1;
  process.exit();
});
