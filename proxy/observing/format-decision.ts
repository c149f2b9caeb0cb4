import type { Decision } from '../../domain/decision.ts';

/** A decision as testers are shown it: `group=catalog, upstream=candidate, reason=tester`. */
export function formatDecision({ group, upstream, reason }: Decision): string {
  return `${group === null ? '' : `group=${group}, `}upstream=${upstream}, reason=${reason}`;
}
