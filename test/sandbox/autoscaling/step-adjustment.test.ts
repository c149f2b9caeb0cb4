import { expect, test } from '@jest/globals';

import { adjusted, type StepConfiguration, stepsFault } from '../../../sandbox/autoscaling/step-adjustment.ts';

type Step = readonly [lower: number | undefined, upper: number | undefined, change: number];
const steps = (AdjustmentType: StepConfiguration['AdjustmentType'], list: readonly Step[], more: Partial<StepConfiguration> = {}): StepConfiguration => ({
  AdjustmentType,
  MetricAggregationType: 'Average',
  StepAdjustments: list.map(([lower, upper, ScalingAdjustment]) => ({ ...(lower === undefined ? {} : { MetricIntervalLowerBound: lower }), ...(upper === undefined ? {} : { MetricIntervalUpperBound: upper }), ScalingAdjustment })),
  ...more,
});
const OUT: readonly Step[] = [[0, 10, 1], [10, undefined, 3]];
const IN: readonly Step[] = [[-10, 0, -1], [undefined, -10, -3]];

test.each<[string, StepConfiguration, number, number, number]>([
  ['at the threshold the first step is taken', steps('ChangeInCapacity', OUT), 4, 0, 5],
  ['a lower bound is included', steps('ChangeInCapacity', OUT), 4, 10, 7],
  ['an upper bound is not', steps('ChangeInCapacity', OUT), 4, 9.99, 5],
  ['below the threshold the upper bound is included', steps('ChangeInCapacity', IN), 4, -10, 1],
  ['and the lower is not', steps('ChangeInCapacity', IN), 4, -9.99, 3],
  ['no step covers it', steps('ChangeInCapacity', [[10, undefined, 3]]), 4, 5, 4],
  ['nothing is less than nothing', steps('ChangeInCapacity', IN), 1, -20, 0],
  ['an exact capacity', steps('ExactCapacity', OUT), 4, 20, 3],
  ['a percentage is rounded down', steps('PercentChangeInCapacity', [[0, undefined, 25]]), 10, 1, 12],
  ['a percentage comes to one at least', steps('PercentChangeInCapacity', [[0, undefined, 10]]), 4, 1, 5],
  ['a negative one too', steps('PercentChangeInCapacity', [[undefined, 0, -10]]), 4, -1, 3],
  ['and is rounded towards nothing', steps('PercentChangeInCapacity', [[undefined, 0, -25]]), 10, -1, 8],
  ['a percentage comes to the least magnitude', steps('PercentChangeInCapacity', [[0, undefined, 25]], { MinAdjustmentMagnitude: 4 }), 4, 1, 8],
])('%s', (_what, configuration, capacity, excess, expected) => {
  expect(adjusted(configuration, capacity, excess)).toBe(expected);
});

test.each<[string, StepConfiguration]>([
  ['no steps', steps('ChangeInCapacity', [])],
  ['a gap', steps('ChangeInCapacity', [[0, 10, 1], [11, undefined, 3]])],
  ['an overlap', steps('ChangeInCapacity', [[0, 10, 1], [9, undefined, 3]])],
  ['two without a lower bound', steps('ChangeInCapacity', [[undefined, 0, 1], [undefined, 5, 3]])],
  ['one without bounds', steps('ChangeInCapacity', [[undefined, undefined, 1]])],
  ['one with its bounds the wrong way round', steps('ChangeInCapacity', [[5, 0, 1]])],
  ['a negative lower bound with none below', steps('ChangeInCapacity', [[-10, 0, 1]])],
  ['a positive upper bound with none above', steps('ChangeInCapacity', [[0, 10, 1]])],
  ['a least magnitude of what is no percentage', steps('ChangeInCapacity', OUT, { MinAdjustmentMagnitude: 2 })],
])('%s is refused', (_what, configuration) => {
  expect(stepsFault(configuration)).toEqual(expect.any(String));
});

test('steps that touch each other on both sides of the threshold are fine', () => {
  expect(stepsFault(steps('ChangeInCapacity', [...IN, ...OUT]))).toBeUndefined();
});
