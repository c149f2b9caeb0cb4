import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createGroupTally } from '../../../proxy/observing/group-tally.ts';
import { emfLine } from '../../../proxy/observing/emf-line.ts';
import { askAs } from '../support/client.ts';
import { startTestProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';
import { startUpstream } from '../support/upstream.ts';

/** The specification's own JSON schema and the limits in its text: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const name = z.string().min(1).max(255);
const UNITS = ['Seconds', 'Microseconds', 'Milliseconds', 'Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes', 'Percent', 'Count', 'Count/Second', 'None'] as const;
const directive = z.strictObject({
  Namespace: name.regex(/^[\w.\-/#: ]+$/).regex(/^(?!AWS\/)/),
  Dimensions: z.array(z.array(name).max(9)).min(1),
  Metrics: z.array(z.strictObject({ Name: name, Unit: z.enum(UNITS).optional(), StorageResolution: z.literal([1, 60]).optional() })).max(100),
});
const emf = z
  .looseObject({ _aws: z.strictObject({ Timestamp: z.int(), CloudWatchMetrics: z.array(directive) }) })
  .superRefine((line, context) => {
    const targets = line as Record<string, unknown>;
    for (const { Dimensions, Metrics } of line['_aws'].CloudWatchMetrics) {
      for (const key of Dimensions.flat()) if (typeof targets[key] !== 'string' || targets[key].length < 1 || targets[key].length > 1_024) context.addIssue(`the dimension ${key} has no text of 1 to 1024 characters`);
      for (const { Name } of Metrics) if (typeof targets[Name] !== 'number' || !Number.isFinite(targets[Name])) context.addIssue(`the metric ${Name} has no number`);
    }
  });

const tally = () => createGroupTally(() => 1_700_000_000_000);

describe('a line', () => {
  test('is valid, and has what was counted since the line before', () => {
    const counted = tally();
    counted.served('legacy', 'a', 200, 5);
    const before = counted.counters();
    for (let ms = 1; ms <= 100; ms++) counted.served('candidate', 'a', ms <= 3 ? 500 : 200, ms);
    counted.served('legacy', 'a', 200, 40);
    counted.fellBack();
    counted.dropped('busy');
    counted.dropped('memory');
    const text = emfLine({ namespace: 'Banyan/Proxy', group: 'catalog', at: 1_700_000_060_000, before, after: counted.counters() });
    const line = emf.parse(JSON.parse(text));
    expect(text.endsWith('}\n')).toBe(true);
    expect(text.trimEnd()).not.toContain('\n');
    expect(line).toMatchObject({ Group: 'catalog', LegacyRequests: 1, LegacyErrors: 0, CandidateRequests: 100, CandidateErrors: 3, Fallbacks: 1, ShadowsDropped: 2 });
    for (const [percentile, ms] of [['CandidateLatencyP50', 50], ['CandidateLatencyP90', 90], ['CandidateLatencyP99', 99], ['LegacyLatencyP50', 40]] as const) {
      expect(Number(line[percentile]) / ms).toBeGreaterThanOrEqual(1);
      expect(Number(line[percentile]) / ms).toBeLessThan(1.06);
    }
    expect(line['_aws'].CloudWatchMetrics[0]).toMatchObject({ Namespace: 'Banyan/Proxy', Dimensions: [['Group']] });
  });

  test('of a quiet period is valid, and has no latency', () => {
    const nothing = tally().counters();
    const text = emfLine({ namespace: 'Shop', group: 'catalog', at: 1, before: nothing, after: nothing });
    expect(emf.parse(JSON.parse(text))).toMatchObject({ LegacyRequests: 0, CandidateRequests: 0 });
    expect(text).not.toContain('Latency');
  });
});

test('a proxy writes one for each group and period, and the last one when it stops', async () => {
  const upstream = await startUpstream((_req, res) => res.end('ok'));
  const proxy = await startTestProxy({ legacy: upstream.url, candidate: upstream.url, flags: { cohort: 100 }, config: { emf: { namespace: 'Shop', periodMs: 20 } } });
  const lines = () => proxy.logged.filter((line) => '_aws' in line);
  await until('some periods', () => lines().length >= 2);
  await askAs('ada', proxy.port, '/api/products');
  await until('it to be counted', () => lines().some((line) => line['CandidateRequests'] === 1));
  const before = lines().length;
  await proxy.stop();
  expect(lines().length).toBeGreaterThan(before);
  for (const line of lines()) emf.parse(line);
  expect(lines().reduce((sum, line) => sum + Number(line['CandidateRequests']), 0)).toBe(1);
});
