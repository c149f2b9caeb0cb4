import { formatDuration } from '../../domain/duration.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, Verdict } from '../../domain/gate.ts';
import { mergeLegacyCallers } from '../../domain/legacy-callers.ts';
import type { LoggedLegacy } from '../../domain/logged-legacy.ts';
import { askElapsed } from './elapsed.ts';
import { held } from './judge.ts';
import { missingProxies } from './missing-proxies.ts';

/**
 * Whether legacy has answered no request of the group for long enough, by what the proxies have seen and, where there is one, by the load balancer's access
 * log: time that the log has not come to is not quiet. Time before this stop does not count: its rule was another.
 */
export function askQuiet(gate: Gate & { readonly kind: 'quiet' }, evidence: Evidence): Verdict {
  const { settledAt, now, accessLog } = evidence;
  const lastLegacyAt = latest(evidence.lastLegacyAt, accessLog?.lastLegacyAt ?? null);
  const from = Math.max(lastLegacyAt ?? settledAt, settledAt);
  const verdict = toldByLog(askElapsed('without a request on legacy', gate.ms, from, knownUntil(evidence, from)), now, accessLog);
  const missing = missingProxies(evidence) ?? brokenFiles(accessLog);
  if (missing !== undefined) return held(`${missing}; so far ${verdict.because}`, verdict.evidence);
  if (verdict.state !== 'held' || lastLegacyAt === null || !isTime(lastLegacyAt)) return verdict;
  return held(`${verdict.because}; legacy last answered at ${new Date(lastLegacyAt).toISOString()}${named(evidence)}`, verdict.evidence);
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** Up to when it is known that there was no request, `from` on: now, or where the log has come to. */
function knownUntil({ now, accessLog }: Evidence, from: number): number {
  if (!accessLog || from > now) return now;
  return Math.max(from, Math.min(now, accessLog.until ?? from));
}

function toldByLog(verdict: Verdict, now: number, log: LoggedLegacy | undefined): Verdict {
  if (!log) return verdict;
  const come = log.until === null ? 'has delivered nothing that is whole yet' : `tells of all until ${formatDuration(Math.max(0, now - log.until))} ago`;
  const unreadable = log.unreadableLines > 0 ? `, ${log.unreadableLines} of its lines unreadable` : '';
  return { ...verdict, because: `${verdict.because}, and the load balancer’s access log ${come}${unreadable}`, evidence: { ...verdict.evidence, unreadableLogLines: log.unreadableLines } };
}

/** Somebody may stand in what could not be read. */
function brokenFiles(log: LoggedLegacy | undefined): string | undefined {
  const [first, ...others] = log?.brokenFiles ?? [];
  if (first === undefined) return undefined;
  return `${first}${others.length > 0 ? ` and ${others.length} other files of the access log` : ''} cannot be read to the end; bring it back whole, or take it away if nobody needs to know`;
}

/** Who still comes, of those since the stop was reached. */
function named({ legacyCallers = [], accessLog, settledAt }: Evidence): string {
  const here = mergeLegacyCallers([legacyCallers, accessLog?.callers]).filter(({ at }) => at >= settledAt);
  return here.length === 0 ? '' : `: ${here.map(({ route, who }) => `${route} for ${who}`).join(', ')}`;
}

/** Whether the number can be written as a date. */
function isTime(ms: number): boolean {
  return Math.abs(ms) <= 8.64e15;
}
