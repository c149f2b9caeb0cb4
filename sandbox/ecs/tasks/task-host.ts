import type { InstanceRegistry } from '../../cloud-map/instance-registry.ts';
import type { TargetRegistry } from '../../elbv2/target-registry.ts';
import type { TaskRuntime } from '../runtime/runtime.ts';
import type { AddressPool } from '../runtime/task-address.ts';
import type { Task } from '../state.ts';

/** What tasks need of the sandbox around them. */
export interface TaskHost {
  readonly region: string;
  readonly targets: TargetRegistry;
  readonly instances: InstanceRegistry;
  readonly logDirectory: string;
  readonly addresses: AddressPool;
  readonly runtime: TaskRuntime;
  /** Values of secrets by their `valueFrom`. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The share of AWS's own pauses that is really waited, 0–1. Time that a process is given is never shortened. */
  readonly timeScale: number;
  readonly now: () => number;
  arn(resource: string): string;
  /** Called after each change of a task's status. */
  changed(task: Task): void;
  /** Gives back what the task held: its address. */
  release(task: Task): void;
  /** Enters an event of the task's service. */
  report(task: Task, message: string): void;
}
