import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { startCpuMetrics } from '../../../sandbox/ecs/cpu-metrics.ts';
import type { Task } from '../../../sandbox/ecs/task.ts';
import { until } from '../../support/until.ts';

const onLinux = existsSync('/proc/self/stat') ? test : test.skip;

onLinux('the CPU time of a task’s processes is published in percent of what the task is given', async () => {
  const values: number[] = [];
  const revision = { taskDefinition: { registration: { cpu: '512' } } };
  const busy = { id: 'a', containers: [{ pid: process.pid }], request: { cluster: { name: 'shop' }, owner: { service: { name: 'web' } }, revision } } as unknown as Task;
  const gone = { ...busy, id: 'b', containers: [{ pid: 2 ** 30 }] } as unknown as Task;
  const metrics = startCpuMetrics({
    tasks: () => [busy, gone],
    metrics: {
      put: (namespace, metric, dimensions, value) => {
        expect([namespace, metric, dimensions]).toEqual(['AWS/ECS', 'CPUUtilization', { ClusterName: 'shop', ServiceName: 'web' }]);
        values.push(value);
      },
    },
    now: () => performance.now(),
    periodMs: 50,
  });
  await until(() => {
    for (let round = 0; round < 1e6; round += 1) Math.sqrt(round);
    return values.filter((value) => value > 0).length >= 3 || undefined;
  });
  metrics.close();
  const ofTheOneThatIsGone = values.filter((_, index) => index % 2 === 1);
  expect(new Set(ofTheOneThatIsGone)).toEqual(new Set([0]));
});
