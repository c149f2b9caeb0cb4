import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exit, RunningContainer, Strike, Usage } from '../runtime/runtime.ts';
import type { ContainerDefinition } from '../task-definitions/container-definition.ts';
import { watchHealth, type Health } from './container-health.ts';

/** One container of a task, over its restarts. */
export interface Container {
  readonly definition: ContainerDefinition;
  readonly runtimeId: string;
  status: 'PENDING' | 'RUNNING' | 'STOPPED';
  health: Health;
  /** Present once it has ended for good. */
  exit: Exit | undefined;
  /** Settle when it first runs, and when it has ended for good; never, where it does not. */
  readonly started: Promise<void>;
  readonly exited: Promise<Exit>;
  /** Rejects in the words of ECS where it cannot start. */
  start(): Promise<void>;
  /** SIGTERM; SIGKILL after the definition's `stopTimeout`, or two seconds once there is a hurry. One that never ran is just stopped. */
  stop(hurried: Promise<void>): Promise<void>;
  strike(kind: Strike): Promise<void>;
  usage(): Promise<Usage | undefined>;
}

export interface ContainerOptions {
  readonly run: () => Promise<RunningContainer>;
  readonly timeScale: number;
  readonly now: () => number;
  /** Called after each change of status, health or exit. */
  readonly changed: (container: Container) => void;
}

const DEFAULT_STOP_TIMEOUT_SECONDS = 30;
const HURRIED_STOP_MS = 2_000;
const DEFAULT_RESTART_PERIOD_SECONDS = 300;

export function createContainer(definition: ContainerDefinition, { run, timeScale, now, changed }: ContainerOptions): Container {
  const { stopTimeout = DEFAULT_STOP_TIMEOUT_SECONDS, restartPolicy } = definition;
  const started = Promise.withResolvers<void>();
  const exited = Promise.withResolvers<Exit>();
  let running: RunningContainer | undefined;
  let launching: Promise<unknown> = Promise.resolve();
  let isStopping = false;

  const launch = async () => {
    const current = await run();
    const since = now();
    running = current;
    enter({ status: 'RUNNING', health: 'UNKNOWN' });
    void watchHealth(definition, current, { timeScale, now, onChange: (health) => enter({ health }) });
    void current.exited.then((exit) => (isStopping || !mayRestart(exit, now() - since) ? finish(exit) : restart(exit)));
  };
  const restart = (exit: Exit) => {
    launching = launch().catch(() => finish(exit));
  };
  /** A container that did not run for its period ends for good. */
  const mayRestart = ({ code }: Exit, ranMs: number) =>
    restartPolicy?.enabled === true &&
    restartPolicy.ignoredExitCodes?.includes(code) !== true &&
    ranMs >= (restartPolicy.restartAttemptPeriod ?? DEFAULT_RESTART_PERIOD_SECONDS) * 1_000 * timeScale;
  const finish = (exit: Exit) => {
    enter({ status: 'STOPPED', exit });
    exited.resolve(exit);
  };
  const enter = (change: Partial<Pick<Container, 'status' | 'health' | 'exit'>>) => {
    Object.assign(container, change);
    changed(container);
  };

  const container: Container = {
    definition,
    runtimeId: randomUUID().replaceAll('-', ''),
    status: 'PENDING',
    health: 'UNKNOWN',
    exit: undefined,
    started: started.promise,
    exited: exited.promise,
    start: async () => {
      await launch();
      started.resolve();
    },
    stop: async (hurried) => {
      isStopping = true;
      // One that is just being restarted is stopped as soon as it can be.
      await launching;
      await running?.stop(Promise.race([pause(stopTimeout * 1_000), hurried.then(() => pause(HURRIED_STOP_MS))]));
      if (container.status === 'PENDING') enter({ status: 'STOPPED' });
    },
    strike: async (kind) => running?.strike(kind),
    usage: async () => (container.status === 'RUNNING' ? running?.usage() : undefined),
  };
  return container;
}

/** Keeps no process alive that has nothing else to do. */
function pause(ms: number): Promise<void> {
  return sleep(ms, undefined, { ref: false });
}
