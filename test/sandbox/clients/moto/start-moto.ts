import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServiceName } from '../../../../sandbox/wire/service-models.ts';
import { until } from '../../../support/until.ts';
import type { OpenPlace } from '../open-place.ts';
import type { Place } from '../row.ts';
import { freePort } from '../../../../demo/free-port.ts';

export interface Moto extends Omit<OpenPlace, 'place'> {
  /** Takes away all that was made. Gives what the scene of a service begins with: other ids each time. */
  renew(service: ServiceName): Promise<Place>;
}

/** A `moto_server` of its own. */
export async function openMoto(): Promise<Moto> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // A process group of its own, as the command may be a script that starts another. Without machine images, of which there would be many, it is renewed in no time.
  const moto = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', detached: true, env: { ...process.env, MOTO_EC2_LOAD_DEFAULT_AMIS: 'false' } });
  const close = async (): Promise<void> => {
    if (moto.pid === undefined || moto.exitCode !== null || moto.signalCode !== null) return;
    const ended = once(moto, 'exit');
    process.kill(-moto.pid, 'SIGTERM');
    await ended;
  };
  try {
    await until(() => fetch(`${url}/moto-api/`).then(({ ok }) => ok || undefined, () => undefined), 20_000);
    const endpoint = { url, region: 'us-east-1', credentials: { accessKeyId: 'moto', secretAccessKey: 'moto' } };
    const renew = async (service: ServiceName) => {
      await fetch(`${url}/moto-api/reset`, { method: 'POST' });
      return await placeIn(url, service);
    };
    return { endpoint, renew, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** By EC2 and the certificate manager, which the sandbox does not have. */
async function placeIn(url: string, service: ServiceName): Promise<Place> {
  const ec2 = async (action: string): Promise<string> => (await post(url, 'ec2', { 'content-type': 'application/x-www-form-urlencoded' }, `Action=${action}&Version=2016-11-15`)).text();
  const subnets = await ec2('DescribeSubnets');
  const [first = '', second = ''] = [...subnets.matchAll(/<subnetId>(subnet-\w+)</g)].map(([, id = '']) => id);
  const [, vpc = ''] = /<vpcId>(vpc-\w+)</.exec(subnets) ?? [];
  const [, securityGroup = ''] = /<groupId>(sg-\w+)</.exec(await ec2('DescribeSecurityGroups')) ?? [];
  const certificate = service === 'elasticloadbalancing' ? await newCertificate(url) : '';
  return { vpc, subnets: [first, second], securityGroup, certificate };
}

async function newCertificate(url: string): Promise<string> {
  const asked = await post(url, 'acm', { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'CertificateManager.RequestCertificate' }, JSON.stringify({ DomainName: 'localhost.test' }));
  return ((await asked.json()) as { CertificateArn: string }).CertificateArn;
}

function post(url: string, service: string, headers: Readonly<Record<string, string>>, body: string): Promise<Response> {
  const authorization = `AWS4-HMAC-SHA256 Credential=moto/20250101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=none`;
  return fetch(url, { method: 'POST', headers: { ...headers, authorization }, body });
}
