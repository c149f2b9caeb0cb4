import type { WeightedTargetGroup } from '../../model.ts';

/** One of the target groups, by weight; `undefined` where all weights are 0. */
export function chooseTargetGroup(groups: readonly WeightedTargetGroup[], random: () => number): WeightedTargetGroup | undefined {
  const [only] = groups;
  if (groups.length === 1 && only && only.weight > 0) return only;
  let left = random() * groups.reduce((sum, { weight }) => sum + weight, 0);
  return groups.find(({ weight }) => weight > 0 && (left -= weight) < 0);
}
