import type { ECSClient } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Config } from '../../../domain/config.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Namespace } from './cloud-map.ts';

/** What the operations on ECS work with. */
export interface ContainerParts {
  readonly ecs: ECSClient;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly namespace: Namespace;
  readonly config: Config;
  readonly clock: Clock;
}
