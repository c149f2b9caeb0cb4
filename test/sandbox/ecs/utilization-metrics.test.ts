import { expect, test } from '@jest/globals';
import type { Usage } from '../../../sandbox/ecs/runtime/runtime.ts';
import type { Task } from '../../../sandbox/ecs/state.ts';
import { startUtilizationMetrics } from '../../../sandbox/ecs/utilization-metrics.ts';
import { until } from '../../support/until.ts';

const MIB = 2 ** 20;

/** A task of half a CPU and 1 GiB whose containers have used this at each look. */
function task(id: string, ...containers: readonly (() => Usage | undefined)[]): Task {
  const revision = { taskDefinition: { registration: { cpu: '512', memory: '1024' } } };
  return { id, containers: containers.map((usage) => ({ usage: async () => usage() })), request: { cluster: { name: 'shop' }, owner: { service: { name: 'web' } }, revision } } as unknown as Task;
}

test('what the containers of a task use is published in percent of what it reserves', async () => {
  let seconds = 0;
  const published: (readonly [string, number])[] = [];
  const metrics = startUtilizationMetrics({
    tasks: () => [
      task('a', () => ({ cpuSeconds: seconds, memoryBytes: 200 * MIB }), () => ({ cpuSeconds: 7, memoryBytes: 56 * MIB })),
      task('gone', () => undefined),
    ],
    metrics: {
      put: (namespace, metric, dimensions, value) => {
        expect([namespace, dimensions]).toEqual(['AWS/ECS', { ClusterName: 'shop', ServiceName: 'web' }]);
        published.push([metric, value]);
      },
    },
    // A quarter of a CPU's second in each second that passes.
    now: () => (seconds += 0.25) * 4_000,
    periodMs: 5,
  });
  await until(() => published.length >= 4 || undefined);
  metrics.close();
  expect(published.filter(([metric]) => metric === 'MemoryUtilization').every(([, value]) => value === 25)).toBe(true);
  expect(published.slice(0, 2).map(([metric]) => metric)).toEqual(['MemoryUtilization', 'MemoryUtilization']);
  const cpu = published.filter(([metric]) => metric === 'CPUUtilization');
  expect(cpu.length).toBeGreaterThan(0);
  for (const [, value] of cpu) expect(value).toBeCloseTo(50);
});
