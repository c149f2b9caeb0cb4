import type { ServiceTable } from '../../row.ts';
import { clusters } from './clusters.ts';
import { services } from './services.ts';
import { settingsAndTags } from './settings-and-tags.ts';
import { taskDefinitions } from './task-definitions.ts';
import { tasks } from './tasks.ts';
import { service, register } from './making.ts';
import { freePort } from '../../../../../demo/free-port.ts';

export const ECS: ServiceTable = {
  service: 'ecs',
  scene: async (ask, { vpc, subnets, securityGroup }) => {
    const group = await ask('elasticloadbalancing', 'CreateTargetGroup', { Name: 'ecs', Protocol: 'HTTP', Port: 80, VpcId: vpc, TargetType: 'ip' }, 'TargetGroups.0.TargetGroupArn');
    const balancer = await ask('elasticloadbalancing', 'CreateLoadBalancer', { Name: 'ecs', Subnets: subnets }, 'LoadBalancers.0.LoadBalancerArn');
    await ask('elasticloadbalancing', 'CreateListener', { LoadBalancerArn: balancer, Protocol: 'HTTP', Port: await freePort(), DefaultActions: [{ Type: 'forward', TargetGroupArn: group }] });
    const ids = { vpc, subnet: subnets[0], securityGroup, group };
    const cluster = await ask('ecs', 'CreateCluster', { clusterName: 'scene' }, 'cluster.clusterArn');
    await register(ask, 'scene');
    await ask('ecs', 'CreateService', service(ids, 'scene', 1));
    return { ...ids, cluster };
  },
  rows: { ...clusters, ...taskDefinitions, ...services, ...tasks, ...settingsAndTags },
};
