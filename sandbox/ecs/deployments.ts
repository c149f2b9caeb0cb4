import { randomUUID } from 'node:crypto';
import { randomId } from '../json-api/random-id.ts';
import type { Deployment, EcsService, Revision } from './state.ts';
import type { Task } from './task.ts';

const MAX_EVENTS = 100;

export function newDeployment(revision: Revision, now: number, reason?: string): Deployment {
  const id = `ecs-svc/${randomId(19, '123456789')}`;
  const at = new Date(now);
  return { id, revision, createdAt: at, updatedAt: at, rolloutState: 'IN_PROGRESS', rolloutStateReason: reason ?? `ECS deployment ${id} in progress.`, failedTasks: 0 };
}

/** Makes this the primary deployment; the ones before it stay while they have tasks. */
export function beginDeployment(service: EcsService, deployment: Deployment): void {
  service.deployments = [deployment, ...service.deployments];
  service.failuresInARow = 0;
  service.startsNotBefore = 0;
  service.steady = false;
}

/** Enters an event: `(service shop) …`. */
export function addEvent(service: EcsService, now: number, message: string): void {
  const event = { id: randomUUID(), createdAt: new Date(now), message: `(service ${service.name}) ${message}` };
  service.events = [event, ...service.events].slice(0, MAX_EVENTS);
}

export function tasksOf(service: EcsService, deployment: Deployment): readonly Task[] {
  return [...service.tasks].filter(({ request }) => request.owner?.deployment === deployment);
}

/** Tasks that are to run, as opposed to those on their way out. */
export function wanted(tasks: readonly Task[]): readonly Task[] {
  return tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
}

/** Forgets deployments, but for the primary one, whose tasks have all stopped. */
export function dropEmptyDeployments(service: EcsService): void {
  const [primary, ...previous] = service.deployments;
  service.deployments = [primary, ...previous.filter((deployment) => tasksOf(service, deployment).length > 0)];
}
