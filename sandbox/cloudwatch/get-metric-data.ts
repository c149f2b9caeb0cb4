import type { GetMetricDataInput, GetMetricDataOutput, StatusCode } from '@aws-sdk/client-cloudwatch';
import { answerQueries } from './answer-queries.ts';
import { readTimes, readToken, tokenFor, validationError } from './inputs.ts';
import { dynamicLabel } from './label.ts';
import { sortedPoints } from './math/value.ts';
import { readQueries } from './metric-queries.ts';
import type { MetricStore } from './metric-store.ts';

const MAX_DATAPOINTS = 100_800;

/**
 * Newest first unless asked otherwise. A period without values has no point.
 * A request's points come `MaxDatapoints` at a time, query by query; of a query whose points go on on the next page the status is PartialData.
 */
export function getMetricData(store: MetricStore, now: () => number, input: GetMetricDataInput): GetMetricDataOutput {
  const { from, to } = readTimes(input.StartTime, input.EndTime);
  const queries = readQueries(input.MetricDataQueries ?? []);
  const most = input.MaxDatapoints ?? MAX_DATAPOINTS;
  if (!Number.isInteger(most) || most < 1 || most > MAX_DATAPOINTS) throw validationError(`The value for parameter MaxDatapoints must be between 1 and ${MAX_DATAPOINTS}.`);
  if (input.ScanBy !== undefined && !['TimestampAscending', 'TimestampDescending'].includes(input.ScanBy)) throw validationError('The value for parameter ScanBy must be TimestampAscending or TimestampDescending.');
  const offset = readToken(input.NextToken);
  const zone = readZone(input.LabelOptions?.Timezone);
  let skipped = 0;
  const results = answerQueries(store, now(), queries, from, to)
    .flatMap(({ query, lines }) => lines.map((line) => ({ query, line })))
    .map(({ query, line }) => {
      const points = input.ScanBy === 'TimestampAscending' ? sortedPoints(line) : sortedPoints(line).toReversed();
      const [first, end] = [Math.max(0, offset - skipped), Math.max(0, offset + most - skipped)];
      skipped += points.length;
      const shown = points.slice(first, end);
      return {
        Id: query.id,
        Label: dynamicLabel(line, query, zone),
        Timestamps: shown.map(([at]) => new Date(at)),
        Values: shown.map(([, value]) => value),
        StatusCode: statusOf(end < points.length),
      };
    });
  return { MetricDataResults: results, ...(offset + most < skipped ? { NextToken: tokenFor(offset + most) } : {}), Messages: [] };
}

function statusOf(hasMore: boolean): StatusCode {
  return hasMore ? 'PartialData' : 'Complete';
}

/** Minutes that a zone as `+0130` is ahead of UTC. */
function readZone(zone = '+0000'): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2})(\d{2})$/.exec(zone) ?? [];
  if (sign === undefined) throw validationError('The value for parameter LabelOptions.Timezone must be like +0130 or -0500.');
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
