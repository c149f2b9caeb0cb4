import { expect, test } from '@jest/globals';
import { DROP_REASONS } from '../../domain/counters.ts';
import '../proxy/support/cleanup.ts';
import { askAs, ask } from '../proxy/support/client.ts';
import { startOtlpReceiver } from '../proxy/support/otlp-receiver.ts';
import { startTestProxy } from '../proxy/support/proxy.ts';
import { startUpstream } from '../proxy/support/upstream.ts';
import { read } from '../support/source-files.ts';

const documented = [...read('docs/metrics.md').matchAll(/^\| `(\w+)` \| (\w+) \| (.*?) \|/gm)].map(([, name = '', type = '', labels = '']) => ({ name, type, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label) }));

/** Everything a proxy tells that has met everything it has a metric for. */
async function told(): Promise<string> {
  const upstream = await startUpstream((_req, res) => res.end('ok'));
  const tracing = { url: (await startOtlpReceiver()).url, serviceName: 'proxy', sampler: 'always_on', ratio: 1, exportEveryMs: 50 } as const;
  const proxy = await startTestProxy({ legacy: upstream.url, candidate: upstream.url, flags: { cohort: 50, shadow: 100 }, config: { tracing } });
  for (const caller of ['ada', 'bob', 'cleo', 'dan']) await askAs(caller, proxy.port, '/api/products');
  return (await ask(proxy.adminPort, '/metrics')).body;
}

test('docs/metrics.md names every metric of a proxy with its type, and no other', async () => {
  const registered = [...(await told()).matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => ({ name, type }));
  expect(registered.length).toBeGreaterThan(50);
  expect(documented.map(({ name, type }) => ({ name, type })).toSorted(byName)).toEqual(registered.toSorted(byName));
});

test('and every label that one has', async () => {
  const labelled = [...(await told()).matchAll(/^(\w+?)(?:_bucket|_sum|_count)?\{(.+)\} \S+$/gm)];
  expect(labelled.length).toBeGreaterThan(50);
  for (const [, name, labels = ''] of labelled) {
    const seen = [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label).filter((label) => label !== 'le');
    expect({ name, labels: new Set(seen) }).toEqual({ name, labels: new Set(documented.find((each) => each.name === name)?.labels) });
  }
});

test('and every reason for which a copy is dropped', () => {
  const row = read('docs/metrics.md').split('\n').find((line) => line.includes('`banyan_shadow_dropped_total`')) ?? '';
  expect(DROP_REASONS.filter((reason) => !row.includes(`\`${reason}\``))).toEqual([]);
});

function byName(a: { name?: string | undefined }, b: { name?: string | undefined }): number {
  return String(a.name).localeCompare(String(b.name));
}
