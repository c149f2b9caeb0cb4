import * as autoscaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as ecs from '@aws-sdk/client-ecs';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as cloudMap from '@aws-sdk/client-servicediscovery';
import * as sts from '@aws-sdk/client-sts';
import type { ServiceName } from '../../../sandbox/wire/service-models.ts';
import type { Client, Endpoint } from './client.ts';
import type { Input } from './row.ts';

interface Sending {
  send(command: unknown): Promise<{ readonly $metadata: unknown }>;
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
    sts: [new sts.STSClient(options), sts],
  };
  return {
    async call(service, operation, input) {
      const [client, commands] = sdks[service];
      const Command = (commands as Readonly<Record<string, new (input: Input) => unknown>>)[`${operation}Command`];
      if (!Command) throw new Error(`The SDK has no ${service} ${operation}.`);
      try {
        const { $metadata: _metadata, ...answer } = await client.send(new Command(input));
        return { answer };
      } catch (error) {
        return { refused: refusalOf(error) };
      }
    },
    close: () => {
      for (const [client] of Object.values(sdks)) client.destroy();
    },
  };
}

/** The SDK gives the code of a query in a member of its own; the names of its classes differ from it. */
function refusalOf(error: unknown): { code: string; status: number | undefined; message: string } {
  const { name, Code, message, $metadata } = error as { name: string; Code?: string; message: string; $metadata?: { httpStatusCode?: number } };
  if ($metadata?.httpStatusCode === undefined) throw error;
  return { code: Code ?? name, status: $metadata.httpStatusCode, message };
}
