import { formatDuration } from '../../domain/duration.ts';
import type { Verdict } from '../../domain/gate.ts';
import { held } from './judge.ts';

/** Open once `ms` have gone by between two points in time (epoch milliseconds). `what` says what has lasted: `at this stop`. */
export function askElapsed(what: string, ms: number, from: number, now: number): Verdict {
  const passed = now - from;
  if (!(passed >= 0 && Number.isFinite(passed))) return held(`the clocks make no sense: ${what} from ${from} to ${now}`);
  if (!(ms >= 0 && Number.isFinite(ms))) return held(`the gate must ask for a time, it asks for ${ms} ms`);
  const evidence = { passedMs: passed, neededMs: ms };
  if (passed >= ms) return { state: 'open', because: `${formatDuration(passed)} ${what}, ${formatDuration(ms)} needed`, evidence };
  return held(`${formatDuration(passed)} ${what}, ${formatDuration(ms)} needed: ${formatDuration(ms - passed)} left`, evidence);
}
