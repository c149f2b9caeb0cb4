import { randomUUID } from 'node:crypto';
import { randomId } from '../../json-api/random-id.ts';
import type { Revision, ServiceRevision } from '../services/revision.ts';
import type { Deployment, EcsService, Task } from '../state.ts';
import { newServiceDeployment, record } from './service-deployment.ts';

const MAX_EVENTS = 100;

/** Makes the service bring out another revision: a new deployment, a new service deployment and a new service revision. */
export function deploy(service: EcsService, revision: Revision, now: number): void {
  const target = newServiceRevision(service, revision, now);
  const sources = [...new Set(service.deployments.map((deployment) => deployment.revision))];
  record(service, newServiceDeployment(service, { target, sources, configuration: service.settings.deploymentConfiguration }, now), now);
  beginDeployment(service, newDeployment(target, now));
}

export function newServiceRevision(service: Pick<EcsService, 'arn'>, revision: Revision, now: number): ServiceRevision {
  return { ...revision, arn: `${service.arn.replace(':service/', ':service-revision/')}/${randomNumber()}`, createdAt: new Date(now) };
}

export function newDeployment(revision: ServiceRevision, now: number, reason?: string): Deployment {
  const id = `ecs-svc/${randomNumber()}`;
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

/** Enters an event, unless it is the last one already. */
export function addEventOnce(service: EcsService, now: number, message: string): void {
  if (service.events[0]?.message !== `(service ${service.name}) ${message}`) addEvent(service, now, message);
}

export function tasksOf(service: EcsService, { id }: Pick<Deployment, 'id'>): readonly Task[] {
  return [...service.tasks].filter(({ request }) => request.owner?.deploymentId === id);
}

export function deploymentOf({ request: { owner } }: Task): Deployment | undefined {
  return owner?.service.deployments.find(({ id }) => id === owner.deploymentId);
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

function randomNumber(): string {
  return randomId(19, '123456789');
}
