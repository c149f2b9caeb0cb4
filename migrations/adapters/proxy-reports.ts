import { combineCounters, sumGroupCounters, type GroupCounters } from '../../domain/counters.ts';
import type { Mark } from '../../domain/mark.ts';
import { mergeNoise, type NoiseReport } from '../../domain/noise.ts';
import type { GroupReport, ProxyReport } from '../../domain/proxy-report.ts';
import { fetchText, NoAnswer, type Fetch, type FetchLimits } from './fetch-text.ts';
import { firstProblem } from './first-problem.ts';
import { ProxyReportSchema } from './proxy-report-schema.ts';

export interface ProxyReportOptions {
  /** For each proxy. Default 5 s. */
  readonly timeoutMs?: number;
  /** Of one report. Default 16 MiB. */
  readonly maxBytes?: number;
  readonly fetch?: Fetch;
}

export interface ProxyReports {
  /** One of each proxy, in the order of the URLs, however many of them lead to it. */
  readonly reports: readonly ProxyReport[];
  readonly failed: readonly { readonly url: string; readonly reason: string }[];
}

/** Asks every proxy at once for its report. One that does not give one fails alone. */
export async function readProxyReports(urls: readonly string[], options: ProxyReportOptions = {}): Promise<ProxyReports> {
  const limits: FetchLimits = { fetch: globalThis.fetch, timeoutMs: 5_000, maxBytes: 16 * 1024 * 1024, ...options };
  const answers = await Promise.all(urls.map((url) => readReport(url, limits)));
  const reports = new Map<string, ProxyReport>();
  for (const answer of answers) if ('proxy' in answer && !reports.has(answer.proxy)) reports.set(answer.proxy, answer);
  return { reports: [...reports.values()], failed: answers.filter((answer) => 'reason' in answer) };
}

async function readReport(url: string, limits: FetchLimits): Promise<ProxyReport | { url: string; reason: string }> {
  try {
    const { status, text } = await fetchText(`${url.replace(/\/+$/, '')}/report`, { headers: { accept: 'application/json' } }, limits);
    if (status !== 200) return { url, reason: `it answered with ${status}` };
    const { success, data, error } = ProxyReportSchema.safeParse(JSON.parse(text));
    return success ? data : { url, reason: `what it answered is no report: ${firstProblem(error)}` };
  } catch (error) {
    return { url, reason: error instanceof NoAnswer ? error.message : 'what it answered is no JSON' };
  }
}

/** What a mark knows of all proxies together. */
export function sumMark({ proxies }: Mark): GroupCounters {
  return sumGroupCounters(Object.values(proxies));
}

/** What all proxies together have counted for the group. */
export function sumGroup(reports: readonly ProxyReport[], group: string): GroupCounters {
  return sumGroupCounters(groupReports(reports, group));
}

/** What all proxies together have learned of the group's noise. */
export function sumNoise(reports: readonly ProxyReport[], group: string): NoiseReport {
  return mergeNoise(groupReports(reports, group).map(({ noise }) => noise));
}

/** What was counted after the mark. A proxy that the mark does not know has counted from zero; one that has gone since adds nothing. */
export function countersSince(now: Readonly<Record<string, GroupCounters>>, { proxies }: Mark): GroupCounters {
  const grown = Object.entries(now).map(([proxy, counters]) => {
    const then = Object.hasOwn(proxies, proxy) ? proxies[proxy] : undefined;
    return then ? subtract(counters, then) : counters;
  });
  return sumGroupCounters(grown);
}

function groupReports(reports: readonly ProxyReport[], group: string): readonly GroupReport[] {
  return reports.flatMap(({ groups }) => (Object.hasOwn(groups, group) ? (groups[group] ?? []) : []));
}

/** Counters only grow; where they seem not to, nothing was counted. */
function subtract(now: GroupCounters, then: GroupCounters): GroupCounters {
  return {
    ...now,
    legacy: clamp(combineCounters(now.legacy, then.legacy, -1)),
    candidate: clamp(combineCounters(now.candidate, then.candidate, -1)),
    fallbacks: Math.max(0, now.fallbacks - then.fallbacks),
    comparisons: clamp(combineCounters(now.comparisons, then.comparisons, -1)),
    callers: clamp(combineCounters(now.callers, then.callers, -1)),
  };
}

function clamp<T extends object>(counters: T): T {
  const clamped = Object.entries(counters).map(([key, value]: [string, number | object]) => [key, typeof value === 'number' ? Math.max(0, value) : clamp(value)]);
  return Object.fromEntries(clamped) as T;
}
