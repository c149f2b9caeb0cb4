import type { InstanceRegistry } from '../cloud-map/instance-registry.ts';
import type { TargetRegistry } from '../elbv2/target-registry.ts';
import type { Image } from './images.ts';
import type { Reaper } from './reaper.ts';
import type { AddressPool } from './task-address.ts';
import type { Task } from './task.ts';

/** What tasks need of the sandbox around them. */
export interface TaskHost {
  readonly region: string;
  readonly targets: TargetRegistry;
  readonly instances: InstanceRegistry;
  readonly images: Readonly<Record<string, Image>>;
  readonly logDirectory: string;
  readonly addresses: AddressPool;
  readonly reaper: Reaper;
  readonly now: () => number;
  arn(resource: string): string;
  /** Called after each change of a task's status. */
  changed(task: Task): void;
  /** Gives back what the task held: its address. */
  release(task: Task): void;
  /** Enters an event of the task's service. */
  report(task: Task, message: string): void;
}
