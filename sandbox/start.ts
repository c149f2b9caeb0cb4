import { randomUUID } from 'node:crypto';
import { createAutoscaling } from './autoscaling/autoscaling.ts';
import { createCloudMap } from './cloud-map/cloud-map.ts';
import { startDns } from './cloud-map/dns.ts';
import { createCloudwatch } from './cloudwatch/cloudwatch.ts';
import { createEcs } from './ecs/ecs.ts';
import type { Image } from './ecs/images.ts';
import { assertLoopbackAddresses } from './ecs/task-address.ts';
import { createElbv2 } from './elbv2/elbv2.ts';
import { NETWORK } from './network.ts';
import { startUnleash } from './unleash/start.ts';
import { startWireServer } from './wire/server.ts';

export interface SandboxOptions {
  /** What container images stand for: local builds by `name:tag` or `name`. */
  readonly images: Readonly<Record<string, Image>>;
  /** Takes a log file per task. */
  readonly logDirectory: string;
  /** How often services publish metrics; 60 (default), as AWS does, or another period that CloudWatch takes. */
  readonly metricPeriodSeconds?: number;
  /** The time-lapse: health-check intervals and deregistration delays take this share (default 0.1) of the seconds they are set to, and show. */
  readonly timeScale?: number;
  readonly host?: '127.0.0.1';
}

/** AWS and Unleash on this machine. Everything here but `close` can be printed as JSON. */
export interface Sandbox {
  readonly awsEndpoint: string;
  readonly unleashUrl: string;
  readonly unleashAdminToken: string;
  readonly unleashClientToken: string;
  /** Answers for the names of Cloud Map. */
  readonly dns: { readonly host: string; readonly port: number };
  readonly region: string;
  readonly accountId: string;
  /** Ids that every call accepts; no others are. */
  readonly network: { readonly vpcId: string; readonly subnets: readonly string[]; readonly securityGroups: readonly string[] };
  /** Ends everything; resolves when every task's process is dead. */
  close(): Promise<void>;
}

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';

/** Starts all of the sandbox on free ports of the loopback address. Rejects with nothing left running. */
export async function startSandbox({ images, logDirectory, metricPeriodSeconds = 60, timeScale = 0.1, host = '127.0.0.1' }: SandboxOptions): Promise<Sandbox> {
  if (!(timeScale > 0 && timeScale <= 1)) throw new Error(`timeScale must be above 0 and at most 1, not ${timeScale}.`);
  await assertLoopbackAddresses();
  const { now } = Date;
  const running: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of running.splice(0).toReversed()) await stop();
  };
  try {
    const cloudwatch = createCloudwatch({ periodSeconds: metricPeriodSeconds, now });
    const elbv2 = createElbv2({ region: REGION, account: ACCOUNT, host, metrics: cloudwatch.metrics, now, random: Math.random, timeScale });
    running.push(() => elbv2.close());
    const cloudMap = createCloudMap({ region: REGION, account: ACCOUNT, now });
    const ecs = createEcs({ region: REGION, account: ACCOUNT, targets: elbv2.targets, instances: cloudMap.instances, metrics: cloudwatch.metrics, images, logDirectory, now });
    running.push(() => ecs.close());
    const autoscaling = createAutoscaling({ region: REGION, account: ACCOUNT, now });

    const dns = await startDns({ host, resolve: (name) => cloudMap.resolve(name) });
    running.push(() => dns.close());
    const [unleashAdminToken, unleashClientToken] = [`*:*.${randomUUID()}`, `*:production.${randomUUID()}`];
    const unleash = await startUnleash({ host, adminToken: unleashAdminToken, clientToken: unleashClientToken, now });
    running.push(() => unleash.close());
    const wire = await startWireServer({
      host,
      services: { elasticloadbalancing: elbv2.service, ecs: ecs.service, servicediscovery: cloudMap.service, 'application-autoscaling': autoscaling.service, monitoring: cloudwatch.service },
      onDefect: (operation, error) => console.error(`The sandbox failed in ${operation}:`, error),
    });
    running.push(() => wire.close());

    return {
      awsEndpoint: wire.endpoint,
      unleashUrl: unleash.url,
      unleashAdminToken,
      unleashClientToken,
      dns: { host: dns.host, port: dns.port },
      region: REGION,
      accountId: ACCOUNT,
      network: { vpcId: NETWORK.vpcId, subnets: NETWORK.subnets, securityGroups: NETWORK.securityGroups },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
