import { z } from 'zod';
import { AwsError, type Operation } from '../wire/service.ts';
import { checkPlacement } from './check-revision.ts';
import { clusterOf } from './clusters.ts';
import { invalidParameter } from './errors.ts';
import { clusterReference, ecsOperation, keyValuePairs, lastPart, nextToken, pageOf, readTags, tagList } from './inputs.ts';
import { placement } from './service-input.ts';
import { serviceOf } from './services.ts';
import { runsOnFargate, type Cluster, type EcsState } from './state.ts';
import { findContainer } from './task-definition.ts';
import { runnableTaskDefinition } from './task-definitions.ts';
import { taskOutput } from './task-output.ts';
import type { Task, TaskRequest } from './task.ts';

const containerOverride = z.object({ name: z.string().min(1), command: z.array(z.string()).optional(), environment: keyValuePairs });

const runInput = placement.extend({
  count: z.number().int().min(1).max(10).default(1),
  overrides: z.object({ containerOverrides: z.array(containerOverride).default([]) }).default({ containerOverrides: [] }),
  group: z.string().optional(),
  startedBy: z.string().max(128).optional(),
  clientToken: z.string().max(64).optional(),
  tags: tagList,
});

const listInput = z.object({
  cluster: clusterReference,
  serviceName: z.string().optional(),
  family: z.string().optional(),
  startedBy: z.string().optional(),
  desiredStatus: z.enum(['RUNNING', 'PENDING', 'STOPPED']).default('RUNNING'),
  launchType: z.string().optional(),
  maxResults: z.number().int().min(1).max(100).default(100),
  nextToken,
});

type RunInput = z.output<typeof runInput>;

export function taskOperations(state: EcsState, run: (request: TaskRequest) => Task): Readonly<Record<string, Operation>> {
  const earlier = new Map<string, { readonly content: string; readonly tasks: readonly Task[] }>();
  const startOnce = (input: RunInput): readonly Task[] => {
    const content = JSON.stringify(input);
    const before = input.clientToken === undefined ? undefined : earlier.get(input.clientToken);
    if (before !== undefined && before.content !== content) throw new AwsError('ConflictException', 'The client token was used with other parameters.');
    const tasks = before?.tasks ?? startTasks(state, input, run);
    if (input.clientToken !== undefined) earlier.set(input.clientToken, { content, tasks });
    return tasks;
  };
  return {
    RunTask: ecsOperation(runInput, (input) => ({ tasks: startOnce(input).map((task) => taskOutput(task, { withTags: true })), failures: [] })),
    StopTask: ecsOperation(z.object({ cluster: clusterReference, task: z.string().min(1), reason: z.string().max(1024).optional() }), ({ cluster, task: reference, reason }) => {
      const task = findTask(clusterOf(state, cluster), reference);
      if (task === undefined) throw invalidParameter('The referenced task was not found.');
      task.stop('UserInitiated', reason ?? 'Task stopped by user');
      return { task: taskOutput(task, { withTags: true }) };
    }),
    DescribeTasks: ecsOperation(z.object({ cluster: clusterReference, tasks: z.array(z.string().min(1)).min(1).max(100), include: z.array(z.string()).default([]) }), (input) => {
      const cluster = clusterOf(state, input.cluster);
      const found = input.tasks.map((reference) => ({ reference, task: findTask(cluster, reference) }));
      return {
        tasks: found.flatMap(({ task }) => (task === undefined ? [] : [taskOutput(task, { withTags: input.include.includes('TAGS') })])),
        failures: found.filter(({ task }) => task === undefined).map(({ reference }) => ({ arn: state.arn(`task/${cluster.name}/${lastPart(reference)}`), reason: 'MISSING' })),
      };
    }),
    ListTasks: ecsOperation(listInput, (input) => {
      const cluster = clusterOf(state, input.cluster);
      const service = input.serviceName === undefined ? undefined : serviceOf(cluster, input.serviceName);
      const shown = [...cluster.tasks.values()].filter(
        ({ desiredStatus, request }) =>
          desiredStatus === input.desiredStatus &&
          (service === undefined || request.owner?.service === service) &&
          (input.family === undefined || request.revision.taskDefinition.family === input.family) &&
          (input.startedBy === undefined || request.startedBy === input.startedBy) &&
          (input.launchType === undefined || (request.revision.launchType ?? 'FARGATE') === input.launchType),
      );
      const cut = pageOf(shown, ({ id }) => id, input.maxResults, input.nextToken);
      return { taskArns: cut.items.map(({ arn }) => arn), nextToken: cut.next };
    }),
  };
}

function findTask(cluster: Cluster, reference: string): Task | undefined {
  return cluster.tasks.get(lastPart(reference));
}

function startTasks(state: EcsState, input: RunInput, run: (request: TaskRequest) => Task): readonly Task[] {
  const cluster = clusterOf(state, input.cluster);
  const taskDefinition = runnableTaskDefinition(state, input.taskDefinition);
  const { launchType = input.capacityProviderStrategy.length > 0 ? undefined : 'EC2', capacityProviderStrategy, platformVersion, networkConfiguration } = input;
  const revision = { taskDefinition, launchType, capacityProviderStrategy, platformVersion, networkConfiguration, loadBalancers: [], serviceRegistries: [] } as const;
  checkPlacement(revision);
  if (!runsOnFargate(revision)) throw invalidParameter('No Container Instances were found in your cluster.');
  const { containerOverrides } = input.overrides;
  const unknown = containerOverrides.find(({ name }) => findContainer(taskDefinition, name) === undefined);
  if (unknown !== undefined) throw invalidParameter(`Override for container named ${unknown.name} is not a container in the TaskDefinition.`);
  const request: TaskRequest = {
    cluster,
    revision,
    overrides: containerOverrides,
    group: input.group ?? `family:${taskDefinition.family}`,
    startedBy: input.startedBy,
    tags: readTags(input.tags),
    owner: undefined,
  };
  return Array.from({ length: input.count }, () => run(request));
}
