import * as autoscaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as ecs from '@aws-sdk/client-ecs';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as cloudMap from '@aws-sdk/client-servicediscovery';
import * as s3 from '@aws-sdk/client-s3';
import * as sts from '@aws-sdk/client-sts';
import type { ServiceName } from '../../../sandbox/wire/service-models.ts';
import type { Client, Endpoint } from './client.ts';
import type { Input } from './row.ts';

interface Sending {
  send(command: unknown): Promise<{ readonly $metadata: unknown } & Readonly<Record<string, unknown>>>;
  destroy(): void;
}

/** The AWS SDK for JavaScript, in this process. */
export function createJavascriptClient({ url, region, credentials }: Endpoint): Client {
  const options = { endpoint: url, region, credentials: { ...credentials }, disableHostPrefix: true, maxAttempts: 1 };
  const sdks: Readonly<Record<ServiceName, readonly [Sending, object]>> = {
    elasticloadbalancing: [new elbv2.ElasticLoadBalancingV2Client(options), elbv2],
    ecs: [new ecs.ECSClient(options), ecs],
    servicediscovery: [new cloudMap.ServiceDiscoveryClient(options), cloudMap],
    'application-autoscaling': [new autoscaling.ApplicationAutoScalingClient(options), autoscaling],
    monitoring: [new cloudwatch.CloudWatchClient(options), cloudwatch],
    s3: [new s3.S3Client({ ...options, forcePathStyle: true }), s3],
    sts: [new sts.STSClient(options), sts],
  };
  return {
    async call(service, operation, input) {
      const [client, commands] = sdks[service];
      const Command = (commands as Readonly<Record<string, new (input: Input) => unknown>>)[`${operation}Command`];
      if (!Command) throw new Error(`The SDK has no ${service} ${operation}.`);
      try {
        // Of an object without a body the SDK cannot tell how long it is.
        const { $metadata: _metadata, ...answer } = await client.send(new Command(operation === 'PutObject' && !('Body' in input) ? { ...input, Body: '', ContentLength: 0 } : input));
        return { answer: await withText(answer) };
      } catch (error) {
        return { refused: refusalOf(error) };
      }
    },
    close: () => {
      for (const [client] of Object.values(sdks)) client.destroy();
    },
  };
}

/** A body comes as a stream, which must be read to its end. */
async function withText(answer: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { Body } = answer as { readonly Body?: { transformToString(): Promise<string> } };
  return Body ? { ...answer, Body: await Body.transformToString() } : answer;
}

/** The SDK gives the code of a query in a member of its own; the names of its classes differ from it. */
function refusalOf(error: unknown): { code: string; status: number | undefined; message: string } {
  const { name, Code, message, $metadata } = error as { name: string; Code?: string; message: string; $metadata?: { httpStatusCode?: number } };
  if ($metadata?.httpStatusCode === undefined) throw error;
  return { code: Code ?? name, status: $metadata.httpStatusCode, message };
}
