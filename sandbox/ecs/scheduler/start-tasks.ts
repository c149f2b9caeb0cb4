import { NO_TAGS } from '../../json-api/tags.ts';
import { chooseProvider } from '../clusters/capacity-providers.ts';
import { runsOnFargate } from '../services/revision.ts';
import type { Deployment, EcsService, Task } from '../state.ts';
import { managedTags } from '../tasks/task-tags.ts';
import { addEvent, addEventOnce, wanted } from './deployments.ts';
import type { SchedulerContext } from './scheduler-context.ts';
import { isFailure, noteFailure, pauseAfter } from './task-failures.ts';

/** Starts tasks of the primary deployment, unless those before them failed so often that it is too early, or nothing is there that could run them. */
export function startTasks(service: EcsService, count: number, { host, run }: SchedulerContext): void {
  const [deployment] = service.deployments;
  const now = host.now();
  service.steady = false;
  if (now < service.startsNotBefore) {
    if (service.failuresInARow > 1) addEventOnce(service, now, 'is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.');
    return;
  }
  if (!runsOnFargate(deployment.revision)) {
    service.startsNotBefore = now + pauseAfter(Infinity) * host.timeScale;
    addEvent(service, now, 'was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.');
    return;
  }
  const tasks = Array.from({ length: count }, () => startTask(service, deployment, run));
  for (const task of tasks) void task.stopping.then(() => isFailure(task.stopCode) && noteFailure(service, task, host.now(), host.timeScale));
  addEvent(service, now, `has started ${count} tasks: ${tasks.map(({ id }) => `(task ${id})`).join(' ')}.`);
}

function startTask(service: EcsService, { id, revision }: Deployment, run: SchedulerContext['run']): Task {
  const { propagateTags, enableECSManagedTags, enableExecuteCommand } = service.settings;
  const tags = propagateTags === 'SERVICE' ? service.tags : propagateTags === 'TASK_DEFINITION' ? revision.taskDefinition.tags : NO_TAGS;
  const running = wanted([...service.tasks]);
  const task = run({
    cluster: service.cluster,
    revision,
    capacityProvider: chooseProvider(revision.capacityProviderStrategy, (provider) => running.filter(({ request }) => request.capacityProvider === provider).length),
    overrides: { containerOverrides: [] },
    group: `service:${service.name}`,
    startedBy: id,
    enableExecuteCommand,
    tags: enableECSManagedTags ? new Map([...tags, ...managedTags(service.cluster, service)]) : tags,
    owner: { service, deploymentId: id },
  });
  service.tasks.add(task);
  return task;
}
