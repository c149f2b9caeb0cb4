import type { Evidence } from '../../domain/evidence.ts';
import type { Verdict } from '../../domain/gate.ts';
import { held } from './judge.ts';

/** Whether a person has said, since the migration came to this stop, that it may be left. */
export function askApproval({ approval }: Evidence): Verdict {
  if (approval === null) return held('nobody has approved this stop yet; `banyan approve` does');
  const { who, at, why } = approval;
  return { state: 'open', because: `approved by ${who}, ${at}: ${why}`, evidence: { who, at, why } };
}
