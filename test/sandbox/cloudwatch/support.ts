import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand, type GetMetricDataCommandInput, type MetricDatum } from '@aws-sdk/client-cloudwatch';
import { createCloudwatch, type Cloudwatch, type CloudwatchOptions } from '../../../sandbox/cloudwatch/cloudwatch.ts';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/wire/credentials.ts';
import { startWireServer } from '../../../sandbox/wire/server.ts';

/** On the minute. */
export const START = 1_800_000_000_000;

/** CloudWatch at a moment that the test decides, with the SDK's own client. */
export async function startCloudwatch(options: Partial<CloudwatchOptions> = {}) {
  const clock = { now: START };
  const cloudwatch: Cloudwatch = createCloudwatch({ periodSeconds: 60, now: () => clock.now, ...options });
  const wire = await startWireServer({ host: '127.0.0.1', services: { monitoring: cloudwatch.service }, now: Date.now });
  const client = new CloudWatchClient({ region: 'us-east-1', credentials: SANDBOX_CREDENTIALS, maxAttempts: 1, endpoint: wire.endpoint });
  return {
    ...cloudwatch,
    clock,
    client,
    /** One value a minute from {@link START} on, in the namespace `shop`; `undefined` is a minute without one. */
    put: async (MetricName: string, values: readonly (number | undefined)[], more: Partial<MetricDatum> = {}): Promise<void> => {
      const MetricData = values.flatMap((Value, i) => (Value === undefined ? [] : [{ MetricName, Value, Timestamp: new Date(START + i * 60_000), ...more }]));
      await client.send(new PutMetricDataCommand({ Namespace: 'shop', MetricData }));
    },
    /** Results of the first `minutes`, oldest first: points as `[minute, value]`. */
    get: async (queries: GetMetricDataCommandInput['MetricDataQueries'], minutes = 5, input: Partial<GetMetricDataCommandInput> = {}) => {
      const { MetricDataResults = [] } = await client.send(
        new GetMetricDataCommand({ StartTime: new Date(START), EndTime: new Date(START + minutes * 60_000), ScanBy: 'TimestampAscending', MetricDataQueries: queries, ...input }),
      );
      return MetricDataResults.map(({ Id, Label, Timestamps = [], Values = [], StatusCode }) => ({ Id, Label, StatusCode, points: Timestamps.map((at, i) => [(at.getTime() - START) / 60_000, Values[i]] as const) }));
    },
    close: async () => {
      client.destroy();
      await wire.close();
    },
  };
}

export type CloudwatchFixture = Awaited<ReturnType<typeof startCloudwatch>>;
