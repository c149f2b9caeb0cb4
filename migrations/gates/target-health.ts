import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, Verdict } from '../../domain/gate.ts';
import { NONSENSE, held } from './judge.ts';
import { tallyOf } from './statistics/tally.ts';

/** Whether enough of the candidate's targets are healthy. None of those registered is a failure: the candidate answers nobody. */
export function askTargetHealth(gate: Gate & { readonly kind: 'target-health' }, { targets: { healthy, total } }: Evidence): Verdict {
  if (!tallyOf(total, healthy)) return held(NONSENSE);
  if (!(gate.atLeast >= 1 && Number.isFinite(gate.atLeast))) return held(`the gate must ask for one target at least, it asks for ${gate.atLeast}`);
  const evidence = { healthy, total, atLeast: gate.atLeast };
  if (total === 0) return held('the candidate has no targets', evidence);
  const seen = `${healthy} of ${total} targets healthy`;
  if (healthy === 0) return { state: 'failed', because: seen, evidence };
  if (healthy >= gate.atLeast) return { state: 'open', because: `${seen}, at least ${gate.atLeast} needed`, evidence };
  return held(`${seen}, at least ${gate.atLeast} needed`, evidence);
}
