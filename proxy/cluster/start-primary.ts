import cluster from 'node:cluster';
import { randomBytes } from 'node:crypto';
import express from 'express';
import { ADMIN_LIMITS, guardPages } from '../admin/guard.ts';
import type { ProxyConfig } from '../config/config.ts';
import type { RunningProxy, Surroundings } from '../start.ts';
import { startServer } from '../listening/server.ts';
import { createAdminGateway } from './admin-gateway.ts';
import type { FromWorker } from './messages.ts';
import { createSupervisor } from './supervisor.ts';
import { createTally } from './tally.ts';
import type { Worker, WorkerEvents } from './worker.ts';

/** A proxy of several processes that share the callers' port. */
export interface RunningCluster extends RunningProxy {
  /** Replaces every process by a new one. */
  roll(): Promise<void>;
  /** Ends every process at once. */
  kill(): void;
}

/** So often what the workers have counted is looked at: what one that is killed counted since is lost. */
const LOOK_EVERY_MS = 1_000;

/** Starts as many workers as configured; the operators' port is this process's own. Rejects with what ended the first worker that did not come to serve. */
export async function startPrimary(config: ProxyConfig, { clock, log }: Surroundings): Promise<RunningCluster> {
  const name = randomBytes(6).toString('hex');
  const overridden = new Set<string>();
  const tally = createTally({ proxy: name, startedAt: clock.now() });
  const supervisor = createSupervisor({
    processes: config.processes,
    fork,
    log,
    elapsed: clock.elapsed,
    overridden: () => [...overridden],
    onServed: (worker) => gateway.look(worker),
    onGone: (worker) => tally.retire(worker.id),
  });
  let ready = false;
  const gateway = createAdminGateway({ serving: () => supervisor.serving, isReady: () => ready && supervisor.serving.length > 0, tally, overridden, fetch: globalThis.fetch });
  const pages = express().disable('x-powered-by').disable('etag').use(guardPages(), gateway.listener);
  const admin = await startServer(pages, { ...config.admin, limits: ADMIN_LIMITS });
  try {
    await supervisor.start();
  } catch (error) {
    supervisor.kill();
    await admin.stop();
    throw error;
  }
  ready = true;
  const looks = setInterval(() => void Promise.all(supervisor.serving.map(gateway.look)), LOOK_EVERY_MS);
  const port = supervisor.serving[0]?.port ?? config.listen.port;
  log.info({ proxy: name, port, adminPort: admin.port, processes: config.processes, groups: config.groups.map((group) => group.name) }, 'the proxy is ready');

  return {
    name,
    port,
    adminPort: admin.port,
    roll: () => supervisor.roll(),
    kill: () => supervisor.kill(),
    async stop() {
      ready = false;
      clearInterval(looks);
      await supervisor.stop();
      await admin.stop();
    },
  };
}

function fork({ onMessage, onExit }: WorkerEvents): Worker {
  const worker = cluster.fork();
  worker.on('message', (message: FromWorker) => onMessage(message));
  worker.on('exit', (code) => onExit(code));
  // It ended before it could be told.
  worker.on('error', () => {});
  return {
    id: worker.id,
    send: (message) => void (worker.isConnected() && worker.send(message)),
    kill: () => void worker.process.kill('SIGKILL'),
  };
}
