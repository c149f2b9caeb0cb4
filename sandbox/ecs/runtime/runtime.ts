import type { TaskLog } from './task-log.ts';

/** What runs the containers of tasks: processes of this machine, or a container engine. Both give the same behaviour; one contract suite holds them to it. */
export interface TaskRuntime {
  /** Starts a container and resolves when it runs. Rejects with a {@link ContainerFault} in ECS's words where it cannot. */
  start(spec: ContainerSpec): Promise<RunningContainer>;
  /** Kills what still runs, and frees what the runtime holds. */
  close(): Promise<void>;
}

export interface RunningContainer {
  /** Settles when it has ended, whoever ended it. */
  readonly exited: Promise<Exit>;
  /** SIGTERM; SIGKILL to all of it where it has not ended when `patience` settles. Settles when it has ended. */
  stop(patience: Promise<unknown>): Promise<void>;
  /** Runs a program inside, as a health check does. True where it ends with 0 in time; after that it is killed. */
  exec(command: Argv, timeoutMs: number): Promise<boolean>;
  /** Breaks it, as a fault on demand. */
  strike(kind: Strike): Promise<void>;
  /** What it has used. `undefined` once it has ended, and where the machine cannot tell. */
  usage(): Promise<Usage | undefined>;
}

/** Program and arguments. */
export type Argv = readonly [string, ...string[]];

export interface ContainerSpec {
  readonly taskId: string;
  /** Unique within the task. */
  readonly name: string;
  /** Reference, as `shop/catalog:1`. */
  readonly image: string;
  /** The task's own address in 127.0.0.0/8. The container gets it as `HOST`, and is to listen there. */
  readonly address: string;
  /** Where it listens. */
  readonly ports: readonly number[];
  readonly entryPoint: readonly string[] | undefined;
  readonly command: readonly string[] | undefined;
  /** What the definition sets; it wins over what the image sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** `uid`, `uid:gid` or a name; the image's own where it is undefined. */
  readonly user: string | undefined;
  readonly workingDirectory: string | undefined;
  /** 1024 are one CPU; undefined is no limit. */
  readonly cpuUnits: number | undefined;
  /** Hard limit: a container above it is killed. Undefined is none. */
  readonly memoryMiB: number | undefined;
  /** Takes stdout and stderr. */
  readonly log: TaskLog;
  /** Ends the wait for an image: nobody wants the container any more. */
  readonly cancelled: AbortSignal;
}

export interface Exit {
  /** Exit status, or 128 + number of the signal, as a container engine reports it. */
  readonly code: number;
  /** What ECS says beside the code; most ends need no words. */
  readonly reason: string | undefined;
}

/** crash: it is killed. hang: it accepts and never answers. garbage: something answers at its address and ports that does not speak HTTP. */
export type Strike = 'crash' | 'hang' | 'garbage';

export interface Usage {
  /** CPU time since its start. */
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** Why a container cannot start, in ECS's words: `CannotPullContainerError: …`. */
export class ContainerFault extends Error {}

/** A container killed for its memory: ECS shows the code of SIGKILL and these words. */
export const OUT_OF_MEMORY: Exit = { code: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' };
