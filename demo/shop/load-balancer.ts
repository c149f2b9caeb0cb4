import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { freePort } from '../free-port.ts';
import type { Account, ShopClients } from './infrastructure.ts';

export interface ShopBalancer {
  readonly listener: string;
  readonly url: string;
  readonly monolith: string;
  readonly proxy: string;
}

/** The shop's load balancer as it stood before Banyan came: everything to the monolith; the proxy's target group attached by a rule of its own. */
export async function createBalancer({ elb }: ShopClients, { network }: Account): Promise<ShopBalancer> {
  const balancers = await elb.send(new CreateLoadBalancerCommand({ Name: 'shop', Subnets: [...network.subnets], SecurityGroups: [...network.securityGroups] }));
  const balancer = must(balancers.LoadBalancers?.[0]);
  const monolith = await createTargetGroup({ elb }, network.vpcId, 'monolith', 3000, '/healthz');
  const proxy = await createTargetGroup({ elb }, network.vpcId, 'banyan-proxy', 8080, '/banyan/healthz');
  const port = await freePort();
  const listeners = await elb.send(
    new CreateListenerCommand({ LoadBalancerArn: must(balancer.LoadBalancerArn), Protocol: 'HTTP', Port: port, DefaultActions: [{ Type: 'forward', TargetGroupArn: monolith }] }),
  );
  const listener = must(listeners.Listeners?.[0]?.ListenerArn);
  // ECS registers tasks only in a target group that some rule leads to: this one leads operators to the proxy, and no caller.
  await elb.send(
    new CreateRuleCommand({
      ListenerArn: listener,
      Priority: 50,
      Conditions: [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-shop-operator', Values: ['proxy'] } }],
      Actions: [{ Type: 'forward', TargetGroupArn: proxy }],
    }),
  );
  return { listener, url: `http://127.0.0.1:${port}`, monolith, proxy };
}

async function createTargetGroup({ elb }: Pick<ShopClients, 'elb'>, vpc: string, name: string, port: number, health: string): Promise<string> {
  const created = await elb.send(
    new CreateTargetGroupCommand({
      Name: name,
      Protocol: 'HTTP',
      Port: port,
      VpcId: vpc,
      TargetType: 'ip',
      HealthCheckPath: health,
      HealthCheckIntervalSeconds: 10,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 3,
    }),
  );
  const arn = must(created.TargetGroups?.[0]?.TargetGroupArn);
  await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: arn, Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }] }));
  return arn;
}

/** What AWS always answers and its types leave open. */
export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('AWS left out a member it always has');
  return value;
}
