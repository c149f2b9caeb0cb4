import { describe, expect, test } from '@jest/globals';
import type { Task } from '../../../../sandbox/ecs/state.ts';
import { standingOf } from '../../../../sandbox/ecs/tasks/standing.ts';
import type { Health } from '../../../../sandbox/ecs/tasks/container-health.ts';

const ARN = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/web/0123456789abcdef';
const CHECK = { command: ['CMD', 'true'], interval: 30, timeout: 5, retries: 3 };

/** A task that began to run at 0, on target groups that hold these opinions of it. */
function standing({ at, health, targets = [] }: { readonly at: number; readonly health?: Health; readonly targets?: readonly ('initial' | 'healthy' | 'unhealthy')[] }): string {
  const definition = { name: 'web', essential: true, portMappings: [], healthCheck: health === undefined ? undefined : CHECK };
  const loadBalancers = targets.map((_state, index) => ({ targetGroupArn: `${ARN}-${index}`, containerName: 'web', containerPort: 80 }));
  const task = {
    id: 'one',
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    startedAt: new Date(0),
    address: '127.1.1.1',
    containers: [{ definition, health }],
    request: { revision: { taskDefinition: { containers: [definition] }, loadBalancers } },
  } as unknown as Task;
  const registry = { health: (arn: string) => targets[Number(arn.split('-').at(-1))] ?? 'unused' } as unknown as Parameters<typeof standingOf>[1]['targets'];
  return standingOf(task, { targets: registry, now: () => at, timeScale: 0.5 }).kind;
}

describe('where a running task stands', () => {
  test.each<[string, Parameters<typeof standing>[0], string]>([
    ['one that nobody checks waits for 40 s of AWS', { at: 19_999 }, 'waiting'],
    ['one that nobody checks counts after 40 s of AWS', { at: 20_000 }, 'healthy'],
    ['one whose containers are healthy counts at once', { at: 0, health: 'HEALTHY' }, 'healthy'],
    ['one whose containers have not been checked waits as long as it takes', { at: 1e9, health: 'UNKNOWN' }, 'waiting'],
    ['one whose container is unhealthy is unhealthy, whatever its target group says', { at: 0, health: 'UNHEALTHY', targets: ['healthy'] }, 'unhealthy'],
    ['one that its target group finds healthy counts at once', { at: 0, targets: ['healthy'] }, 'healthy'],
    ['one with two target groups waits for both', { at: 1e9, targets: ['healthy', 'initial'] }, 'waiting'],
    ['one that a target group finds unhealthy is unhealthy', { at: 0, targets: ['healthy', 'unhealthy'] }, 'unhealthy'],
    ['one with both waits for its containers too', { at: 1e9, health: 'UNKNOWN', targets: ['healthy'] }, 'waiting'],
  ])('%s', (_what, situation, kind) => expect(standing(situation)).toBe(kind));
});
