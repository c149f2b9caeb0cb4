import type { DescribeCapacityReservationInput, DescribeCapacityReservationOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Control } from '../control.ts';
import { find } from '../refusals.ts';

/** No capacity is ever reserved. */
export function describeCapacityReservation({ store }: Control, { LoadBalancerArn = '' }: DescribeCapacityReservationInput): DescribeCapacityReservationOutput {
  find(store.loadBalancers, 'load balancer', LoadBalancerArn);
  return { DecreaseRequestsRemaining: 2, CapacityReservationState: [] };
}
