import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import type { GroupCounters } from '../../../../domain/counters.ts';
import { registerEvidenceMetrics } from '../../../../proxy/observing/evidence-metrics.ts';

/** A Prometheus that scrapes what it is asked for at the moment it is asked, and knows the two forms of query that are sent; it refuses any other, as the real one refuses what it cannot read. */
export interface FakePrometheus {
  readonly url: string;
  /** Scraped targets by instance. */
  readonly targets: Map<string, Target>;
  /** What it answers instead. */
  instead: { readonly status: number; readonly text: string } | null;
  readonly authorizations: (string | undefined)[];
  close(): Promise<void>;
}

interface Target {
  readonly job: string;
  up: boolean;
  /** Seconds since its last scrape. */
  age: number;
  metrics(): Promise<string>;
}

/** A proxy as Prometheus sees one: the proxy's own metrics of these counters. */
export function targetOf(job: string, startedAt: number, counters: () => GroupCounters): Target {
  const registry = new Registry();
  registerEvidenceMetrics(registry, { groups: [{ name: 'catalog', tally: { counters } }], startedAt });
  return { job, up: true, age: 0, metrics: () => registry.metrics() };
}

export async function startFakePrometheus(): Promise<FakePrometheus> {
  const targets = new Map<string, Target>();
  const authorizations: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization);
    void bodyOf(request)
      .then((body) => (fake.instead ? ([fake.instead.status, fake.instead.text] as const) : answer(request.url ?? '', new URLSearchParams(body).get('query') ?? '')))
      .then(([status, text]) => response.writeHead(status, { 'content-type': 'application/json' }).end(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakePrometheus = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    instead: null,
    authorizations,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
  return fake;

  async function answer(path: string, query: string): Promise<readonly [number, string]> {
    const byName = /^\{__name__=~"([a-z_|]+)",job="([^"]*)"\}$/.exec(query);
    const times = /^timestamp\(banyan_started_seconds\{job="([^"]*)"\}\)$/.exec(query);
    const job = byName?.[2] ?? times?.[1];
    if (path !== '/api/v1/query' || job === undefined) return [400, JSON.stringify({ status: 'error', errorType: 'bad_data', error: `parse error: ${query}` })];
    const now = Date.now() / 1_000;
    const samples = [];
    for (const [instance, target] of [...targets].filter(([, each]) => each.job === job)) {
      const scraped = target.up ? parse(await target.metrics()) : [];
      if (times) samples.push(...scraped.filter(({ name }) => name === 'banyan_started_seconds').map(({ labels }) => ({ metric: { ...labels, instance, job }, value: [now, String(now - target.age)] })));
      else {
        const named = [{ name: 'up', labels: {}, value: target.up ? '1' : '0' }, ...scraped].filter(({ name }) => new RegExp(`^(?:${byName?.[1]})$`).test(name));
        samples.push(...named.map(({ name, labels, value }) => ({ metric: { __name__: name, ...labels, instance, job }, value: [now, value] })));
      }
    }
    return [200, JSON.stringify({ status: 'success', data: { resultType: 'vector', result: samples } })];
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function parse(text: string): { name: string; labels: Record<string, string>; value: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    return name === '' ? [] : [{ name, labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text])), value }];
  });
}
