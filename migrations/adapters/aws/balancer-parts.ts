import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Config } from '../../../domain/config.ts';
import type { Clock } from '../../ports/clock.ts';

/** What the operations on ELBv2 work with. */
export interface BalancerParts {
  readonly elb: ElasticLoadBalancingV2Client;
  readonly config: Config;
  readonly clock: Clock;
}
