import * as autoscaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as ecs from '@aws-sdk/client-ecs';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as cloudMap from '@aws-sdk/client-servicediscovery';
import { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from './service.ts';

/** What the wire must know of an AWS service. The shapes of its operations are the SDK's own schemas. */
export interface ServiceModel {
  readonly protocol: 'query' | 'json-1.0' | 'json-1.1';
  /** What stands before the dot in `x-amz-target`; also the service's name in a CBOR request's path. */
  readonly target: string;
  /** Exports of the SDK client, among them every shape's schema under its name plus `$`. */
  readonly sdk: Readonly<Record<string, unknown>>;
  readonly missingMember: (member: string) => AwsError;
}

/** By the name that a request's signature carries. */
export const SERVICE_MODELS = {
  elasticloadbalancing: {
    protocol: 'query',
    target: 'ElasticLoadBalancing_v10',
    sdk: elbv2,
    missingMember: (member) => new AwsError('ValidationError', `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`),
  },
  ecs: {
    protocol: 'json-1.1',
    target: 'AmazonEC2ContainerServiceV20141113',
    sdk: ecs,
    missingMember: (member) => new AwsError('InvalidParameterException', `${member} can not be blank.`),
  },
  servicediscovery: {
    protocol: 'json-1.1',
    target: 'Route53AutoNaming_v20170314',
    sdk: cloudMap,
    missingMember: (member) => new AwsError('InvalidInput', `Missing required parameter: ${member}.`),
  },
  'application-autoscaling': {
    protocol: 'json-1.1',
    target: 'AnyScaleFrontendService',
    sdk: autoscaling,
    missingMember: (member) => new AwsError('ValidationException', `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`),
  },
  monitoring: {
    protocol: 'json-1.0',
    target: 'GraniteServiceVersion20100801',
    sdk: cloudwatch,
    missingMember: (member) => new AwsError('MissingParameter', `The parameter ${member} is required.`),
  },
} as const satisfies Record<string, ServiceModel>;

export type ServiceName = keyof typeof SERVICE_MODELS;

export function isServiceName(name: string): name is ServiceName {
  return Object.hasOwn(SERVICE_MODELS, name);
}

/** An operation's input and output shapes, or `undefined` where AWS has no such operation. */
export function operationShapes(model: ServiceModel, operation: string): { readonly input: NormalizedSchema; readonly output: NormalizedSchema } | undefined {
  const schema = Object.hasOwn(model.sdk, `${operation}$`) ? model.sdk[`${operation}$`] : undefined;
  if (!Array.isArray(schema) || schema[0] !== OPERATION) return undefined;
  return { input: NormalizedSchema.of(schema[4] as never), output: NormalizedSchema.of(schema[5] as never) };
}

const OPERATION = 9;
