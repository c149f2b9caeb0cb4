import type { DataDifference } from '../../domain/data-movement.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Verdict } from '../../domain/gate.ts';
import { held } from './judge.ts';
import { askMovingData } from './moving-data.ts';
import { formatCount } from './wording.ts';

/** Whether a comparison of both stores, from the first row to the last and begun after the stop was reached, has found them equal. */
export function askDataVerified(evidence: Evidence): Verdict {
  return askMovingData(evidence, ({ verification }) => {
    const { checked, differing, samples, lastPass } = verification;
    const numbers = { checked, differing, completedAt: lastPass?.completedAt ?? null };
    if (differing > 0) return held(`${formatCount(differing)} rows differ after they were compared again${named(samples)}`, numbers);
    if (lastPass === null || lastPass.beganAt < evidence.settledAt) return held(`no evidence: no comparison that began at this stop is through yet, ${formatCount(checked)} rows so far`, numbers);
    return { state: 'open', because: `${formatCount(checked)} rows compared since the stop was reached, none differs`, evidence: numbers };
  });
}

/** Which rows and columns: the values are for the report. */
function named(samples: readonly DataDifference[]): string {
  const rows = samples.slice(0, 3).map(({ table, key, columns }) => `${table} ${key} (${Object.keys(columns).join(', ')})`);
  return rows.length === 0 ? '' : `: ${rows.join('; ')}`;
}
