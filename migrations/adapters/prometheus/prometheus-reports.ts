import { z } from 'zod';
import { BanyanError } from '../../../domain/errors.ts';
import { unflattenCounters } from '../../../domain/flat-counters.ts';
import { NO_NOISE } from '../../../domain/noise.ts';
import type { GroupReport, ProxyReport } from '../../../domain/proxy-report.ts';
import type { Clock } from '../../ports/clock.ts';
import { GroupCountersSchema } from '../counters-schema.ts';
import { fetchText, NoAnswer, type Fetch, type TextAnswer } from '../fetch-text.ts';
import { firstProblem } from '../first-problem.ts';
import type { ProxyReports } from '../proxy-reports.ts';

export interface PrometheusOptions {
  /** Of the server: `http://prometheus.shop.internal:9090`, with a path where it is behind one. */
  readonly url: string;
  /** `job` of the proxies in its scrape configuration. */
  readonly job: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly fetch?: Fetch;
}

const LIMITS = { timeoutMs: 10_000, maxBytes: 64 * 1024 * 1024 };
/** A scrape older than this is no evidence of what is so now; scrapes come every quarter of a minute to every minute. */
const STALE_SECONDS = 150;

/** An instant vector, as https://prometheus.io/docs/prometheus/latest/querying/api/ describes it. */
const Answer = z.object({
  status: z.literal('success'),
  data: z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })) }),
});
type Sample = z.infer<typeof Answer>['data']['result'][number];

const METRICS = ['up', 'banyan_started_seconds', 'banyan_evidence_total', 'banyan_last_answer_seconds'] as const;

/**
 * The reports of all proxies that Prometheus scrapes, put together from their metrics: the same counters, as of the last scrape. A proxy that is down, or whose
 * last scrape is too old, has failed to report. How answers differ is not among the metrics.
 * @throws BanyanError PROXY_UNREACHABLE where Prometheus gives no answer, or not one of its form
 */
export async function readPrometheusReports(options: PrometheusOptions): Promise<ProxyReports> {
  const job = JSON.stringify(options.job);
  const [samples, scraped] = await Promise.all([query(options, `{__name__=~"${METRICS.join('|')}",job=${job}}`), query(options, `timestamp(banyan_started_seconds{job=${job}})`)]);
  const scrapedAt = new Map(scraped.map(({ metric, value }) => [metric['instance'], Number(value[1])]));
  const instances = Map.groupBy(samples, ({ metric }) => metric['instance'] ?? '');
  const reports: ProxyReport[] = [];
  const failed: { url: string; reason: string }[] = [];
  for (const [instance, own] of instances) {
    const problem = problemOf(own, scrapedAt.get(instance), options.clock.now());
    if (problem === undefined) reports.push(reportOf(instance, own));
    else failed.push({ url: instance, reason: problem });
  }
  return { reports, failed };
}

function named(samples: readonly Sample[], name: (typeof METRICS)[number]): readonly Sample[] {
  return samples.filter(({ metric }) => metric['__name__'] === name);
}

function problemOf(samples: readonly Sample[], scrapedAt: number | undefined, now: number): string | undefined {
  if (named(samples, 'up')[0]?.value[1] !== '1') return 'Prometheus cannot scrape it';
  if (scrapedAt === undefined) return 'it tells Prometheus nothing of what it counts; is it a proxy of this release?';
  const age = Math.round(now / 1_000 - scrapedAt);
  return age > STALE_SECONDS ? `its last scrape is ${age} s old` : undefined;
}

/** Named by where it is and when it began: after a restart at the same place it is another, and counts from zero. */
function reportOf(instance: string, samples: readonly Sample[]): ProxyReport {
  const startedAt = Math.round(Number(named(samples, 'banyan_started_seconds')[0]?.value[1]) * 1_000);
  const groups = Map.groupBy(named(samples, 'banyan_evidence_total'), ({ metric }) => metric['group'] ?? '');
  const last = named(samples, 'banyan_last_answer_seconds');
  return { proxy: `${instance}@${startedAt}`, startedAt, flags: 'fresh', groups: Object.fromEntries([...groups].map(([group, own]) => [group, groupOf(group, own, last)])) };
}

function groupOf(group: string, samples: readonly Sample[], last: readonly Sample[]): GroupReport {
  const flat = samples.flatMap(({ metric: { counter = '' }, value }) => (/^[A-Za-z0-9.-]{1,120}$/.test(counter) ? [[counter, Number(value[1])] as const] : []));
  const lastAt = (side: string): number | null => {
    const found = last.find(({ metric }) => metric['group'] === group && metric['upstream'] === side);
    return found ? Math.round(Number(found.value[1]) * 1_000) : null;
  };
  const { success, data, error } = GroupCountersSchema.safeParse({ ...unflattenCounters(flat), lastLegacyAt: lastAt('legacy'), lastCandidateAt: lastAt('candidate') });
  if (!success) throw new BanyanError('PROXY_UNREACHABLE', `What Prometheus has of the route group "${group}" makes no sense: ${firstProblem(error)}.`);
  return { ...data, differences: [], routes: [], noise: NO_NOISE };
}

async function query({ url, token, fetch = globalThis.fetch }: PrometheusOptions, text: string): Promise<readonly Sample[]> {
  const place = url.replace(/\/+$/, '').replace(/\/\/[^/@]*@/, '//');
  const answer = await ask(place, text, token, fetch);
  const remedy = 'Check `stats.url` of the configuration, the network and PROMETHEUS_TOKEN. Gates stay held meanwhile.';
  if (typeof answer === 'string') throw new BanyanError('PROXY_UNREACHABLE', `Prometheus at ${place} does not answer: ${answer}.`, { remedy });
  if (answer.status !== 200) throw new BanyanError('PROXY_UNREACHABLE', `Prometheus at ${place} answered with ${answer.status}.`, { remedy });
  const { success, data, error } = Answer.safeParse(parseJson(answer.text));
  if (!success) throw new BanyanError('PROXY_UNREACHABLE', `Prometheus at ${place} answered with something else than samples: ${firstProblem(error)}.`, { remedy });
  return data.data.result;
}

async function ask(place: string, text: string, token: string | undefined, fetch: Fetch): Promise<TextAnswer | string> {
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...(token && { authorization: `Bearer ${token}` }) };
  try {
    return await fetchText(`${place}/api/v1/query`, { method: 'POST', headers, body: new URLSearchParams({ query: text }).toString() }, { fetch, ...LIMITS });
  } catch (error) {
    if (error instanceof NoAnswer) return error.message;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
