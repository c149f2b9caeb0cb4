import { openSandbox } from '../support/small-world.ts';
import type { Endpoint } from './client.ts';
import type { Place } from './row.ts';

/** Something that stands in AWS's place, with what a table's scene begins with. */
export interface OpenPlace {
  readonly endpoint: Endpoint;
  readonly place: Place;
  close(): Promise<void>;
}

/** A sandbox of its own. */
export async function openSandboxPlace(): Promise<OpenPlace> {
  const { sandbox, close } = await openSandbox({ timeScale: 0.02, metricPeriodSeconds: 1 });
  const { awsEndpoint: url, region, credentials, network, certificates } = sandbox;
  const [first = '', second = ''] = network.subnets;
  return {
    endpoint: { url, region, credentials },
    place: { vpc: network.vpcId, subnets: [first, second], securityGroup: network.securityGroups[0] ?? '', certificate: certificates[0]?.arn ?? '' },
    close,
  };
}
