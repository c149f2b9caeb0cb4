import { z } from 'zod';
import { NO_TAGS } from '../../json-api/tags.ts';
import { AwsError, type Operation } from '../../wire/service.ts';
import { chooseProvider } from '../clusters/capacity-providers.ts';
import { invalidParameter } from '../errors.ts';
import { ecsOperation, readTags, tagList } from '../inputs.ts';
import { clusterOf } from '../references.ts';
import { checkNoPlacementRules, checkPlacement } from '../services/check-placement.ts';
import { type Revision, runsOnFargate } from '../services/revision.ts';
import { placement } from '../services/service-input.ts';
import { placementOf } from '../services/service-revision.ts';
import type { EcsState, Task, TaskRequest } from '../state.ts';
import { runnableTaskDefinition } from '../task-definitions/find-task-definition.ts';
import { checkOverrides, taskOverrides } from './task-overrides.ts';
import { taskOutput } from './task-output.ts';
import { managedTags } from './task-tags.ts';

const runInput = placement.extend({
  count: z.number().int().min(1).max(10).default(1),
  overrides: taskOverrides.default({ containerOverrides: [] }),
  group: z.string().optional(),
  startedBy: z.string().regex(/^[A-Za-z0-9/_-]{0,128}$/, 'must have at most 128 letters, digits, hyphens, slashes and underscores').optional(),
  enableECSManagedTags: z.boolean().default(false),
  enableExecuteCommand: z.boolean().default(false),
  propagateTags: z.enum(['TASK_DEFINITION', 'NONE'], { error: 'propagateTags must be TASK_DEFINITION or NONE: a task that is run by itself has no service' }).default('NONE'),
  clientToken: z.string().max(64).optional(),
  tags: tagList,
});

type RunInput = z.output<typeof runInput>;

/** How long a client token is remembered. */
const TOKEN_MS = 24 * 3_600_000;
const MOST_TOKENS = 10_000;

export function runTaskOperations(state: EcsState, run: (request: TaskRequest) => Task): Readonly<Record<string, Operation>> {
  const earlier = new Map<string, { readonly content: string; readonly tasks: readonly Task[]; readonly at: number }>();
  const startOnce = (input: RunInput): readonly Task[] => {
    if (input.clientToken === undefined) return startTasks(state, input, run);
    const key = JSON.stringify([input.cluster, input.clientToken]);
    const content = JSON.stringify(input);
    for (const [old, { at }] of earlier) if (at < state.now() - TOKEN_MS || earlier.size >= MOST_TOKENS) earlier.delete(old);
    const before = earlier.get(key);
    if (before !== undefined && before.content !== content) throw new AwsError('ConflictException', 'The client token was used with other parameters.');
    const tasks = before?.tasks ?? startTasks(state, input, run);
    if (before === undefined) earlier.set(key, { content, tasks, at: state.now() });
    return tasks;
  };
  return { RunTask: ecsOperation(runInput, (input) => ({ tasks: startOnce(input).map((task) => taskOutput(task, { withTags: true })), failures: [] })) };
}

function startTasks(state: EcsState, input: RunInput, run: (request: TaskRequest) => Task): readonly Task[] {
  const cluster = clusterOf(state, input.cluster);
  const taskDefinition = runnableTaskDefinition(state, input.taskDefinition);
  const { platformVersion, networkConfiguration } = input;
  const revision: Revision = { taskDefinition, ...placementOf(input, cluster), platformVersion, networkConfiguration, loadBalancers: [], serviceRegistries: [] };
  checkPlacement(revision, cluster);
  if (!runsOnFargate(revision)) throw invalidParameter('No Container Instances were found in your cluster.');
  checkNoPlacementRules(input, revision);
  const overrides = checkOverrides(input.overrides, taskDefinition);
  if (input.enableExecuteCommand && (overrides.taskRoleArn ?? taskDefinition.registration.taskRoleArn) === undefined) {
    throw invalidParameter('The service couldn’t be created because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.');
  }
  const base = { cluster, revision, overrides, group: input.group ?? `family:${taskDefinition.family}`, startedBy: input.startedBy, enableExecuteCommand: input.enableExecuteCommand, tags: tagsOf(input, taskDefinition.tags, cluster), owner: undefined };
  const chosen = new Map<string, number>();
  return Array.from({ length: input.count }, () => {
    const capacityProvider = chooseProvider(revision.capacityProviderStrategy, (provider) => chosen.get(provider) ?? 0);
    if (capacityProvider !== undefined) chosen.set(capacityProvider, (chosen.get(capacityProvider) ?? 0) + 1);
    return run({ ...base, capacityProvider });
  });
}

function tagsOf({ tags, propagateTags, enableECSManagedTags }: RunInput, definitionTags: TaskRequest['tags'], cluster: TaskRequest['cluster']): TaskRequest['tags'] {
  return new Map([...(propagateTags === 'TASK_DEFINITION' ? definitionTags : NO_TAGS), ...readTags(tags), ...(enableECSManagedTags ? managedTags(cluster) : NO_TAGS)]);
}
