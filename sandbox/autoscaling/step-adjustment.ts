import { z } from 'zod';
import { seconds } from './inputs.ts';

export const stepConfiguration = z.object({
  AdjustmentType: z.enum(['ChangeInCapacity', 'PercentChangeInCapacity', 'ExactCapacity']),
  StepAdjustments: z.array(z.object({ MetricIntervalLowerBound: z.number().optional(), MetricIntervalUpperBound: z.number().optional(), ScalingAdjustment: z.number().int() })).max(20),
  MinAdjustmentMagnitude: z.number().int().min(1).optional(),
  Cooldown: seconds,
  MetricAggregationType: z.enum(['Average', 'Minimum', 'Maximum']).default('Average'),
});

export type StepConfiguration = z.output<typeof stepConfiguration>;

/** The desired count that a step policy makes of `capacity` when the metric is `excess` above the alarm's threshold (below: negative); the same where no step covers that. */
export function adjusted({ AdjustmentType, StepAdjustments, MinAdjustmentMagnitude = 0 }: StepConfiguration, capacity: number, excess: number): number {
  const step = StepAdjustments.find(({ MetricIntervalLowerBound: lower = -Infinity, MetricIntervalUpperBound: upper = Infinity }) => {
    // Towards the threshold a bound is included: above it the lower one, below it the upper one.
    return excess >= 0 ? lower <= excess && excess < upper && upper > 0 : lower < excess && excess <= upper;
  });
  if (!step) return capacity;
  if (AdjustmentType === 'ExactCapacity') return step.ScalingAdjustment;
  if (AdjustmentType === 'ChangeInCapacity') return Math.max(0, capacity + step.ScalingAdjustment);
  const change = wholeTasks((capacity * step.ScalingAdjustment) / 100);
  return Math.max(0, capacity + Math.sign(change) * Math.max(Math.abs(change), MinAdjustmentMagnitude));
}

/** Percentages come to at least one task, and are otherwise rounded towards nothing. */
function wholeTasks(change: number): number {
  return Math.abs(change) < 1 ? Math.sign(change) : Math.trunc(change);
}

/** What is wrong with the steps, in words: their ranges must not overlap and have no gap. */
export function stepsFault({ AdjustmentType, StepAdjustments, MinAdjustmentMagnitude }: StepConfiguration): string | undefined {
  if (StepAdjustments.length === 0) return 'There must be at least one step adjustment.';
  if (MinAdjustmentMagnitude !== undefined && AdjustmentType !== 'PercentChangeInCapacity') return 'MinAdjustmentMagnitude is for the adjustment type PercentChangeInCapacity only.';
  const steps = StepAdjustments.map(({ MetricIntervalLowerBound: lower, MetricIntervalUpperBound: upper }) => ({ lower: lower ?? -Infinity, upper: upper ?? Infinity })).toSorted((a, b) => a.lower - b.lower);
  if (steps.some(({ lower, upper }) => lower === -Infinity && upper === Infinity)) return 'At least one of MetricIntervalLowerBound and MetricIntervalUpperBound is needed in a step adjustment.';
  if (steps.some(({ lower, upper }) => lower >= upper)) return 'MetricIntervalLowerBound must be below MetricIntervalUpperBound.';
  if (steps.some(({ lower }, i) => i > 0 && lower !== steps[i - 1]?.upper)) return 'The ranges of the step adjustments overlap or have a gap.';
  const [first, last] = [steps[0], steps.at(-1)];
  if (first && first.lower < 0 && first.lower !== -Infinity) return 'There must be a step adjustment without a lower bound where one is negative.';
  if (last && last.upper > 0 && last.upper !== Infinity) return 'There must be a step adjustment without an upper bound where one is positive.';
}
