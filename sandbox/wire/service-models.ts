import * as autoscaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as ecs from '@aws-sdk/client-ecs';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as s3 from '@aws-sdk/client-s3';
import * as cloudMap from '@aws-sdk/client-servicediscovery';
import { NormalizedSchema } from '@smithy/core/schema';
import * as sts from '../sts/shapes.ts';
import { AwsError } from './service.ts';

export type Protocol = 'query' | 'json' | 'cbor' | 'rest-xml';

/** What the wire must know of an AWS service. The shapes of its operations are the SDK's own schemas. */
export interface ServiceModel {
  readonly protocols: readonly Protocol[];
  /** What stands before the dot in `x-amz-target`; also the service's name in a CBOR request's path. */
  readonly target: string;
  /** `Version` of a query. */
  readonly version: string;
  /** XML namespace of the answer to a query. */
  readonly xmlns: string;
  /** Its refusals keep the code of AWS query in the other protocols too. */
  readonly queryCompatible: boolean;
  /** Members that take fractions. The SDK's schemas do not tell them from whole numbers. */
  readonly fractions: ReadonlySet<string>;
  /** Exports of the SDK client, among them every shape's schema under its name plus `$`. */
  readonly sdk: Readonly<Record<string, unknown>>;
  readonly missingMember: (member: string) => AwsError;
}

function model(target: string, sdk: ServiceModel['sdk'], rest: Pick<ServiceModel, 'protocols' | 'missingMember'> & Partial<ServiceModel>): ServiceModel {
  return { target, sdk, version: '', xmlns: '', queryCompatible: false, fractions: new Set(), ...rest };
}

/** By the name that a request's signature carries. */
export const SERVICE_MODELS = {
  elasticloadbalancing: model('ElasticLoadBalancing_v10', elbv2, {
    protocols: ['query'],
    version: '2015-12-01',
    xmlns: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    missingMember: (member) => new AwsError('ValidationError', mustNotBeNull(member)),
  }),
  ecs: model('AmazonEC2ContainerServiceV20141113', ecs, {
    protocols: ['json'],
    fractions: new Set(['value', 'canaryPercent', 'stepPercent', 'drainPercent', 'min', 'max', 'doubleValue']),
    missingMember: (member) => new AwsError('InvalidParameterException', `${member} can not be blank.`),
  }),
  servicediscovery: model('Route53AutoNaming_v20170314', cloudMap, {
    protocols: ['json'],
    missingMember: (member) => new AwsError('InvalidInput', `Missing required parameter: ${member}.`),
  }),
  'application-autoscaling': model('AnyScaleFrontendService', autoscaling, {
    protocols: ['json'],
    fractions: new Set(['TargetValue', 'MetricIntervalLowerBound', 'MetricIntervalUpperBound']),
    missingMember: (member) => new AwsError('ValidationException', mustNotBeNull(member)),
  }),
  monitoring: model('GraniteServiceVersion20100801', cloudwatch, {
    protocols: ['query', 'json', 'cbor'],
    version: '2010-08-01',
    xmlns: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    queryCompatible: true,
    fractions: new Set(['Value', 'Values', 'Counts', 'Threshold', 'Maximum', 'Minimum', 'SampleCount', 'Sum']),
    missingMember: (member) => new AwsError('MissingParameter', `The parameter ${member} is required.`),
  }),
  s3: model('AmazonS3', s3, {
    protocols: ['rest-xml'],
    xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/',
    missingMember: (member) => new AwsError('InvalidArgument', `${member} is missing.`),
  }),
  sts: model('AWSSecurityTokenServiceV20110615', sts, {
    protocols: ['query'],
    version: '2011-06-15',
    xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/',
    missingMember: (member) => new AwsError('ValidationError', mustNotBeNull(member)),
  }),
} as const satisfies Record<string, ServiceModel>;

export type ServiceName = keyof typeof SERVICE_MODELS;

export const SERVICE_NAMES = Object.keys(SERVICE_MODELS) as readonly ServiceName[];

/** An operation's input and output shapes, or `undefined` where AWS has no such operation. */
export function operationShapes({ sdk }: ServiceModel, operation: string): { readonly input: NormalizedSchema; readonly output: NormalizedSchema } | undefined {
  const schema = Object.hasOwn(sdk, `${operation}$`) ? sdk[`${operation}$`] : undefined;
  if (!Array.isArray(schema) || schema[0] !== OPERATION) return undefined;
  return { input: NormalizedSchema.of(schema[4] as never), output: NormalizedSchema.of(schema[5] as never) };
}

const OPERATION = 9;

function mustNotBeNull(member: string): string {
  return `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`;
}
