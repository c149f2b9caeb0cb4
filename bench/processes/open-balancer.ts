import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { freePort } from '../../demo/free-port.ts';

export interface SandboxHello {
  readonly awsEndpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly network: { readonly vpcId: string; readonly subnets: readonly string[] };
}

/** A load balancer whose listener sends everything to that port of this machine. Resolves to its address once the target is healthy. */
export async function openBalancer({ awsEndpoint, region, credentials, network }: SandboxHello, target: number): Promise<string> {
  const elb = new ElasticLoadBalancingV2Client({ endpoint: awsEndpoint, region, credentials });
  const balancers = await elb.send(new CreateLoadBalancerCommand({ Name: 'load', Subnets: [...network.subnets] }));
  const groups = await elb.send(new CreateTargetGroupCommand({ Name: 'load', Protocol: 'HTTP', Port: target, VpcId: network.vpcId, TargetType: 'ip', HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2, HealthyThresholdCount: 2 }));
  const [LoadBalancerArn, TargetGroupArn] = [balancers.LoadBalancers?.[0]?.LoadBalancerArn, groups.TargetGroups?.[0]?.TargetGroupArn];
  const port = await freePort();
  await elb.send(new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: port, DefaultActions: [{ Type: 'forward', TargetGroupArn }] }));
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '127.0.0.1', Port: target }] }));
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { TargetHealthDescriptions } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    if (TargetHealthDescriptions?.[0]?.TargetHealth?.State === 'healthy') {
      elb.destroy();
      return `http://127.0.0.1:${port}/`;
    }
    await sleep(50);
  }
  throw new Error('the target did not get healthy');
}
