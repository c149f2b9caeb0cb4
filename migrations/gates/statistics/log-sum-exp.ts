const { exp, log, max } = Math;

/** ln Σ exp(x), without overflow; −Infinity of nothing. */
export function logSumExp(terms: readonly number[]): number {
  let most = -Infinity;
  for (const term of terms) most = max(most, term);
  if (!Number.isFinite(most)) return most;
  let sum = 0;
  for (const term of terms) sum += exp(term - most);
  return most + log(sum);
}
