import { describe, expect, test } from '@jest/globals';
import { breakerThreshold, noteFailure, noteSuccess, pauseAfter } from '../../../../sandbox/ecs/scheduler/task-failures.ts';
import type { EcsService, Task } from '../../../../sandbox/ecs/state.ts';

describe('the threshold of a circuit breaker', () => {
  test.each([[1, 3], [6, 3], [7, 4], [25, 13], [400, 200], [800, 200]])('for %d desired tasks is %d', (desired, threshold) => {
    expect(breakerThreshold(desired, {})).toBe(threshold);
  });

  test('can be set: a share with and without bounds, or a count', () => {
    const of = (type: 'BOUNDED_PERCENT' | 'UNBOUNDED_PERCENT' | 'COUNT', value: number) => breakerThreshold(10, { thresholdConfiguration: { type, value } });
    expect([of('BOUNDED_PERCENT', 10), of('UNBOUNDED_PERCENT', 10), of('COUNT', 7)]).toEqual([3, 1, 7]);
  });
});

test('the pause before the next start doubles from the second failure in a row on, up to fifteen minutes', () => {
  expect([0, 1, 2, 3, 4, 10, 60, Infinity].map(pauseAfter)).toEqual([0, 0, 5_000, 10_000, 20_000, 900_000, 900_000, 900_000]);
});

describe('a task that fails', () => {
  function failing(task: object, breaker: object = {}) {
    const deployment = { id: 'ecs-svc/1', failedTasks: 0 };
    const service = { deployments: [deployment], failuresInARow: 0, startsNotBefore: 0, steady: true, settings: { deploymentConfiguration: { deploymentCircuitBreaker: breaker } } } as unknown as EcsService;
    return { deployment, service, task: { request: { owner: { service, deploymentId: 'ecs-svc/1' } }, ...task } as unknown as Task };
  }

  test('counts against its deployment, unless it had been healthy', () => {
    const young = failing({});
    for (let failures = 0; failures < 2; failures += 1) noteFailure(young.service, young.task, 1_000, 0.1);
    expect([young.deployment.failedTasks, young.service.startsNotBefore]).toEqual([2, 1_500]);
    const grown = failing({ healthyAt: new Date(0) });
    noteFailure(grown.service, grown.task, 1_000, 0.1);
    expect([grown.deployment.failedTasks, grown.service.startsNotBefore]).toEqual([0, 0]);
  });

  test('is forgotten once another is healthy, unless the circuit breaker is told to remember', () => {
    const counts = [true, false].map((resetOnHealthyTask) => {
      const { service, task, deployment } = failing({}, { resetOnHealthyTask });
      noteFailure(service, task, 0, 1);
      noteSuccess(service, task);
      return deployment.failedTasks;
    });
    expect(counts).toEqual([0, 1]);
  });
});
