import { DescribeScalableTargetsCommand, type ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import { GetMetricDataCommand, paginateGetMetricData, type CloudWatchClient, type GetMetricDataCommandInput, type MetricDataQuery, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, type Service } from '@aws-sdk/client-ecs';
import { DescribeTagsCommand, type TagDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { awsCode } from '../aws-errors.ts';
import type { Freshness } from './read-book.ts';

/** As much of an SDK client, and of its commands, as is used here. */
export interface Caller {
  send(command: object): Promise<object>;
}
export interface Call {
  readonly input: Readonly<Record<string, unknown>>;
}

/** A call that names several things, and can be made for the things of many callers together. */
export interface BatchedCall<T = unknown> {
  readonly matches: (call: Call) => boolean;
  readonly freshness: Freshness;
  /** Things that one call takes. */
  readonly size: number;
  /** What a call names, as texts. */
  readonly unitsOf: (input: Call['input']) => readonly string[];
  /** What calls must have in common to be made together. */
  readonly restOf: (input: Call['input']) => object;
  readonly ask: (client: Caller, units: readonly string[], rest: object) => Promise<ReadonlyMap<string, T>>;
  /** The answer to one caller, from what was found of the things it named. */
  readonly answer: (input: Call['input'], found: ReadonlyMap<string, T>) => object;
  readonly saysGone?: (error: unknown) => boolean;
}

const services: BatchedCall<Service> = {
  matches: (call) => call instanceof DescribeServicesCommand,
  freshness: 'in-turn',
  size: 10,
  unitsOf: ({ services: names }) => names as string[],
  restOf: ({ cluster, include }) => ({ cluster, include }),
  async ask(client, names, rest) {
    const { services: found = [] } = (await client.send(new DescribeServicesCommand({ ...rest, services: [...names] }))) as { services?: Service[] };
    return new Map(found.map((service) => [service.serviceName ?? '', service]));
  },
  answer: (_, found) => ({ services: [...found.values()] }),
};

const tags: BatchedCall<TagDescription> = {
  matches: (call) => call instanceof DescribeTagsCommand,
  freshness: 'in-turn',
  size: 20,
  unitsOf: ({ ResourceArns }) => ResourceArns as string[],
  restOf: () => ({}),
  async ask(client, arns) {
    const { TagDescriptions = [] } = (await client.send(new DescribeTagsCommand({ ResourceArns: [...arns] }))) as { TagDescriptions?: TagDescription[] };
    return new Map(TagDescriptions.map((each) => [each.ResourceArn ?? '', each]));
  },
  answer: (_, found) => ({ TagDescriptions: [...found.values()] }),
  saysGone: (error) => ['RuleNotFound', 'TargetGroupNotFound'].includes(awsCode(error) ?? ''),
};

const scalableTargets: BatchedCall<ScalableTarget> = {
  matches: (call) => call instanceof DescribeScalableTargetsCommand,
  freshness: 'in-turn',
  size: 50,
  unitsOf: ({ ResourceIds }) => ResourceIds as string[],
  restOf: ({ ServiceNamespace, ScalableDimension }) => ({ ServiceNamespace, ScalableDimension }),
  async ask(client, ids, rest) {
    const { ScalableTargets = [] } = (await client.send(new DescribeScalableTargetsCommand({ ...rest, ResourceIds: [...ids] } as never))) as { ScalableTargets?: ScalableTarget[] };
    return new Map(ScalableTargets.map((each) => [each.ResourceId ?? '', each]));
  },
  answer: (_, found) => ({ ScalableTargets: [...found.values()] }),
};

/** Queries of many groups over the same time; each has its own period. */
const metrics: BatchedCall<MetricDataResult> = {
  matches: (call) => call instanceof GetMetricDataCommand,
  freshness: 'always',
  size: 500,
  unitsOf: ({ MetricDataQueries }) => (MetricDataQueries as MetricDataQuery[]).map(queryText),
  restOf: ({ StartTime, EndTime, ScanBy }) => ({ StartTime, EndTime, ScanBy }),
  async ask(client, queries, rest) {
    const { StartTime, EndTime, ...order } = rest as { StartTime: string; EndTime: string };
    const MetricDataQueries = queries.map((text, n) => ({ ...(JSON.parse(text) as MetricDataQuery), Id: `q${n}` }));
    const input = { ...order, StartTime: new Date(StartTime), EndTime: new Date(EndTime), MetricDataQueries } satisfies GetMetricDataCommandInput;
    const found = new Map<string, MetricDataResult>();
    for await (const { MetricDataResults = [] } of paginateGetMetricData({ client: client as CloudWatchClient }, input)) {
      for (const result of MetricDataResults) {
        const query = queries[Number(result.Id?.slice(1))] ?? '';
        const { Timestamps = [], Values = [] } = found.get(query) ?? {};
        found.set(query, { ...result, Timestamps: [...Timestamps, ...(result.Timestamps ?? [])], Values: [...Values, ...(result.Values ?? [])] });
      }
    }
    return found;
  },
  answer: ({ MetricDataQueries }, found) => ({ MetricDataResults: (MetricDataQueries as MetricDataQuery[]).map((query) => ({ ...found.get(queryText(query)), Id: query.Id })) }),
};

/** A query without the name that its caller gave it. */
function queryText({ MetricStat, ReturnData }: MetricDataQuery): string {
  return JSON.stringify({ MetricStat, ReturnData });
}

export const BATCHED_CALLS: readonly BatchedCall[] = [services, tags, scalableTargets, metrics] as readonly BatchedCall[];
