import type { Target } from './target.ts';

export type Algorithm = 'round_robin' | 'least_outstanding_requests' | 'weighted_random';

/** One of the targets. `share` is what a target may get of a full target's requests, above 0 and at most 1. */
export function chooseTarget(algorithm: Algorithm, targets: readonly Target[], share: (target: Target) => number, random: () => number): Target | undefined {
  switch (algorithm) {
    case 'round_robin':
      return nextTurn(targets, share);
    case 'least_outstanding_requests':
      return leastOutstanding(targets, random);
    case 'weighted_random':
      return weightedRandom(targets, share, random);
  }
}

/** Everyone gains its share, and the richest pays for the round: targets of equal share take turns, others in proportion and well mixed. */
function nextTurn(targets: readonly Target[], share: (target: Target) => number): Target | undefined {
  let total = 0;
  let richest: Target | undefined;
  for (const target of targets) {
    const gained = share(target);
    total += gained;
    target.credit += gained;
    if (!richest || target.credit > richest.credit) richest = target;
  }
  if (richest) richest.credit -= total;
  return richest;
}

/** Among several that are equally idle, any. */
function leastOutstanding(targets: readonly Target[], random: () => number): Target | undefined {
  const least = Math.min(...targets.map(({ outstanding }) => outstanding));
  const idlest = targets.filter(({ outstanding }) => outstanding === least);
  return idlest[Math.floor(random() * idlest.length)];
}

function weightedRandom(targets: readonly Target[], share: (target: Target) => number, random: () => number): Target | undefined {
  let left = random() * targets.reduce((sum, target) => sum + share(target), 0);
  return targets.find((target) => (left -= share(target)) < 0) ?? targets.at(-1);
}
