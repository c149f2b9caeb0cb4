import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import type { Clock } from '../../ports/clock.ts';
import { isSilence, NoAnswer, translateAwsError } from './aws-errors.ts';
import { createTokenBucket } from './token-bucket.ts';

/** The five services. Whatever they throw has gone through {@link translateAwsError}. */
export interface AwsClients {
  readonly elb: ElasticLoadBalancingV2Client;
  readonly ecs: ECSClient;
  readonly cloudMap: ServiceDiscoveryClient;
  readonly scaling: ApplicationAutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  /** Closes the connections that are kept alive. */
  close(): void;
}

const CONNECTION_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** Who has been silent so often is not asked again: a person waits for it. What is refused or broken off is tried more often, for that takes no time. */
const MOST_SILENCES = 2;
/** What ELBv2 lets an account change: a bucket of 20 calls that fills with 3 a second. */
const ELB_WRITES = { perSecond: 3, burst: 20 };

/** What would be there twice if it were asked for again after its answer was lost: it has neither a name nor a token. Who asks looks first. */
const MADE_TWICE: ReadonlySet<string> = new Set(['RegisterTaskDefinitionCommand']);

/** Where services are called. */
export interface AwsPlace {
  readonly region: string;
  /** Overrides every service's endpoint. */
  readonly endpoint?: string;
}

/** What every client is made with: how long it waits, and how often it tries again. */
export function clientOptions({ region, endpoint }: AwsPlace) {
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    retryMode: 'standard',
    maxAttempts: 5,
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
  };
}

export function createAwsClients({ region, endpoint }: AwsPlace, clock: Clock): AwsClients {
  const options = clientOptions({ region, ...(endpoint !== undefined && { endpoint }) });
  const where = endpoint ?? region;
  const elb = translated('ELBv2', where, new ElasticLoadBalancingV2Client(options));
  limitWrites(elb, clock);
  const clients = {
    elb,
    ecs: translated('ECS', where, new ECSClient(options)),
    // DiscoverInstances goes to a host with `data-` in front, which an endpoint of one's own has not.
    cloudMap: translated('Cloud Map', where, new ServiceDiscoveryClient({ ...options, disableHostPrefix: endpoint !== undefined })),
    scaling: translated('Application Auto Scaling', where, new ApplicationAutoScalingClient(options)),
    cloudWatch: translated('CloudWatch', where, new CloudWatchClient(options)),
  };
  return { ...clients, close: () => Object.values(clients).forEach((client) => client.destroy()) };
}

/** A step around every call, whatever goes in and comes out. */
type Around = <A, R>(next: (args: A) => Promise<R>, context: { readonly commandName?: string }) => (args: A) => Promise<R>;

/** As much of an SDK client as is used here, equal for all. */
interface Stack {
  readonly middlewareStack: {
    add(around: Around, options: { readonly step: 'initialize'; readonly priority: 'high'; readonly name: string }): void;
    add(around: Around, options: { readonly step: 'deserialize'; readonly priority: 'low'; readonly name: string }): void;
  };
}

/** The client with errors of Banyan's own, whatever it throws. */
export function translated<C extends Stack>(service: string, where: string, client: C): C {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw translateAwsError(error, { service, operation: (context.commandName ?? 'call').replace(/Command$/, ''), where });
      }
    },
    { step: 'initialize', priority: 'high', name: 'banyanErrors' },
  );
  // The innermost step: nothing but the HTTP client is inside of it.
  client.middlewareStack.add(
    (next, context) => {
      let silences = 0;
      return async (args) => {
        try {
          return await next(args);
        } catch (error) {
          if (isSilence(error)) silences += 1;
          throw new NoAnswer(error, silences < MOST_SILENCES && !MADE_TWICE.has(context.commandName ?? ''));
        }
      };
    },
    { step: 'deserialize', priority: 'low', name: 'banyanNoAnswer' },
  );
  return client;
}

/** Every attempt of a changing call takes a token: it stands inside of the SDK's retries. */
function limitWrites(elb: ElasticLoadBalancingV2Client, clock: Clock): void {
  const bucket = createTokenBucket({ ...ELB_WRITES, clock });
  elb.middlewareStack.add(
    (next, context) => async (args) => {
      if (!context['commandName']?.startsWith('Describe')) await bucket.take();
      return next(args);
    },
    { step: 'finalizeRequest', name: 'banyanElbWrites' },
  );
}
