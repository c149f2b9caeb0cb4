import { expect, test } from '@jest/globals';
import type { CloudWatchClient, GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { createTargetMetrics, retainedPeriod } from '../../../../migrations/adapters/aws/target-metrics.ts';

const DAY = 86_400_000;

test.each([
  ['the configured period while CloudWatch keeps it', 60, DAY, 60],
  ['a short period within its three hours', 1, 3_600_000, 1],
  ['a minute where a shorter period is kept no more', 10, DAY / 4, 60],
  ['five minutes after two weeks', 60, 20 * DAY, 300],
  ['an hour after two months', 60, 100 * DAY, 3600],
])('metrics are asked for by %s', (_, periodSeconds, age, period) => {
  expect(retainedPeriod({ since: 0, now: age, periodSeconds })).toBe(period);
});

type Figures = Readonly<Record<string, Readonly<Record<number, number>>>>;
const MINUTE = 60_000;
const T = 30_000_000 * MINUTE;

/** CloudWatch with these figures, by metric and minute after {@link T}; what is asked of it is kept. */
async function reader(figures: () => Figures, statusOf: (metric: string) => string = () => 'Complete') {
  const { CloudWatchClient: Client } = await import('@aws-sdk/client-cloudwatch');
  const asked: { from: number; to: number }[] = [];
  const send = async ({ input }: { input: GetMetricDataCommandInput }) => {
    const [from, to] = [(Number(input.StartTime) - T) / MINUTE, (Number(input.EndTime) - T) / MINUTE];
    asked.push({ from, to });
    const MetricDataResults = input.MetricDataQueries?.map(({ Id, MetricStat }) => {
      const points = Object.entries(figures()[MetricStat?.Metric?.MetricName ?? ''] ?? {}).filter(([minute]) => Number(minute) >= from && Number(minute) < to);
      return { Id, StatusCode: statusOf(MetricStat?.Metric?.MetricName ?? ''), Timestamps: points.map(([minute]) => new Date(T + Number(minute) * MINUTE)), Values: points.map(([, value]) => value) };
    });
    return { MetricDataResults };
  };
  const client = Object.create(Client.prototype, { send: { value: send } }) as CloudWatchClient;
  const read = createTargetMetrics(client);
  return { asked, at: (minute: number, since = 0) => read({ loadBalancer: 'app/shop/1', targetGroup: 'targetgroup/catalog/1', since: T + since * MINUTE, now: T + minute * MINUTE, periodSeconds: 60 }) };
}

test('what is published counts once its time to be published has passed, from the first whole period on', async () => {
  const { at } = await reader(() => ({ RequestCount: { 0: 1, 1: 10, 2: 100, 3: 1_000, 4: 10_000 } }));
  // The mark falls into minute 0; minutes 3 and 4 may not be complete yet.
  expect(await at(5, 0.5)).toEqual({ until: T + 3 * MINUTE, requests: 110, errors: 0, balancerErrors: 0 });
  expect(await at(6, 0.5)).toMatchObject({ until: T + 4 * MINUTE, requests: 1_110 });
});

test('right after the mark nothing is asked, and nothing is known', async () => {
  const { at, asked } = await reader(() => ({ RequestCount: { 0: 1 } }));
  expect(await at(2, 0)).toMatchObject({ until: T, requests: 0 });
  expect(await at(3.5, 0.5)).toMatchObject({ until: T + MINUTE, requests: 0 });
  expect(asked).toEqual([]);
});

test('errors without requests count: what is missing is not taken for none', async () => {
  const { at } = await reader(() => ({ HTTPCode_Target_5XX_Count: { 1: 3 }, TargetConnectionErrorCount: { 2: 4 } }));
  expect(await at(9)).toEqual({ until: T + 7 * MINUTE, requests: 7, errors: 7, balancerErrors: 0 });
});

test('what the load balancer failed by itself is told apart, for it names no target group', async () => {
  const { at } = await reader(() => ({ RequestCount: { 1: 100 }, HTTPCode_ELB_5XX_Count: { 1: 9 } }));
  expect(await at(9)).toEqual({ until: T + 7 * MINUTE, requests: 100, errors: 0, balancerErrors: 9 });
});

test('figures that come late are in the sum, and what is final is not asked for again', async () => {
  const figures: Record<string, Record<number, number>> = { RequestCount: Object.fromEntries(Array.from({ length: 60 }, (_, minute) => [minute, 1])) };
  const { at, asked } = await reader(() => figures);
  expect((await at(42)).requests).toBe(40);
  figures['HTTPCode_Target_5XX_Count'] = { 35: 2 };
  expect(await at(52)).toEqual({ until: T + 50 * MINUTE, requests: 50, errors: 2, balancerErrors: 0 });
  expect(asked).toEqual([{ from: 0, to: 40 }, { from: 30, to: 50 }]);
});

test('another mark is counted from its own beginning', async () => {
  const { at } = await reader(() => ({ RequestCount: { 1: 10, 20: 5 } }));
  expect((await at(40, 0)).requests).toBe(15);
  expect((await at(40, 15)).requests).toBe(5);
});

test.each(['InternalError', 'Forbidden'])('what CloudWatch could not read (%s) is an error, not nothing', async (status) => {
  const { at } = await reader(() => ({ RequestCount: { 1: 10 } }), (metric) => (metric === 'HTTPCode_Target_5XX_Count' ? status : 'Complete'));
  await expect(at(9)).rejects.toMatchObject({ code: 'AWS_REFUSED', message: expect.stringContaining('HTTPCode_Target_5XX_Count') });
});
