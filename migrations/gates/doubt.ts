import { formatDuration } from '../../domain/duration.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Sureness } from '../../domain/gate.ts';
import { missingProxies } from './missing-proxies.ts';

/** Why the evidence cannot open a gate whatever it says, or `undefined`: a proxy is missing in it, or it comes from too short a time. It can still fail the gate. */
export function doubtAbout({ atLeastMs }: Sureness, evidence: Evidence): string | undefined {
  const missing = missingProxies(evidence);
  if (missing !== undefined) return missing;
  if (!(atLeastMs >= 0)) return `the gate must ask for a time, it asks for ${atLeastMs} ms`;
  if (atLeastMs === 0) return undefined;
  const passed = evidence.now - evidence.settledAt;
  if (!(passed >= 0 && Number.isFinite(passed))) return `the clocks make no sense: at this stop from ${evidence.settledAt} to ${evidence.now}`;
  return passed >= atLeastMs ? undefined : `${formatDuration(passed)} at this stop, at least ${formatDuration(atLeastMs)} asked`;
}
