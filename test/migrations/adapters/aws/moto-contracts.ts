import { afterAll, beforeAll, test } from '@jest/globals';
import { autoscalingContract } from '../../../contract/autoscaling.ts';
import { containerServiceContract } from '../../../contract/container-service.ts';
import { loadBalancerContract } from '../../../contract/load-balancer.ts';
import { serviceDiscoveryContract } from '../../../contract/service-discovery.ts';
import { openMoto, type Moto } from '../../../sandbox/clients/moto/start-moto.ts';
import { HAS } from '../../../sandbox/clients/other-clients.ts';
import { hastyClock } from '../../../support/real-clock.ts';
import { createWorld, type World } from './world.ts';
import { openBalancer } from './worlds/balancer-world.ts';
import { openCluster } from './worlds/cluster-world.ts';
import { openNames } from './worlds/names-world.ts';
import { openScaling } from './worlds/scaling-world.ts';

// A second witness beside the sandbox, where it is on this machine. What moto 5.2.1 does otherwise than AWS is named, and why a sentence of a contract is skipped for it.

/** A service is made though no rule leads to its target group. */
const CLUSTER = { 'without a rule that leads to its target group a service is refused, and none is made': 'moto takes it' };
/** It has no tags on scalable targets: ListTagsForResource breaks. */
const NO_TAGS = 'moto has no tags there';
const SCALING = {
  'legacy’s minimum is free until it is held, and what it had been once it is given back': NO_TAGS,
  'it is held for as long as any group needs it': NO_TAGS,
  'a minimum that somebody took down is seen, and put back': NO_TAGS,
};

const CONTRACTS = {
  'load balancer': (open: () => Promise<World>) => loadBalancerContract('ELBv2 of moto', async () => openBalancer(await open())),
  cluster: (open: () => Promise<World>) => containerServiceContract('ECS of moto', async () => openCluster(await open()), CLUSTER),
  names: (open: () => Promise<World>) => serviceDiscoveryContract('Cloud Map of moto', async () => openNames(await open())),
  scaling: (open: () => Promise<World>) => autoscalingContract('Application Auto Scaling of moto', async () => openScaling(await open()), SCALING),
};

/** Holds the adapters, on moto, to the contracts of these ports. */
export function followContractsOnMoto(ports: readonly (keyof typeof CONTRACTS)[]): void {
  if (!HAS.moto) return test.skip('the contracts are kept on moto, but for what is named (there is no moto_server on the PATH)', () => undefined);
  let moto: Moto;
  let kept: NodeJS.ProcessEnv;
  beforeAll(async () => {
    kept = { ...process.env };
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'moto', AWS_SECRET_ACCESS_KEY: 'moto' });
    moto = await openMoto();
  }, 60_000);
  afterAll(async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) delete process.env[name];
    Object.assign(process.env, kept);
    await moto.close();
  });

  for (const port of ports) CONTRACTS[port](open);

  /** An account without anything in it each time: two private namespaces in one VPC it does not have. */
  async function open(): Promise<World> {
    const { vpc, subnets, securityGroup } = await moto.renew('elasticloadbalancing');
    const { url, region } = moto.endpoint;
    const world = await createWorld({ endpoint: url, region, network: { vpcId: vpc, subnets, securityGroups: [securityGroup] } });
    return { ...world, adapters: world.at(url, hastyClock(100)) };
  }
}
