import { randomBytes } from 'node:crypto';
import { createAutoscaling } from './autoscaling/autoscaling.ts';
import { startHeartbeat } from './autoscaling/heartbeat.ts';
import { createCloudMap } from './cloud-map/cloud-map.ts';
import { startDns } from './cloud-map/dns.ts';
import { createCloudwatch } from './cloudwatch/cloudwatch.ts';
import { createEcs } from './ecs/ecs.ts';
import { assertLoopbackAddresses } from './ecs/runtime/task-address.ts';
import { createElbv2 } from './elbv2/elbv2.ts';
import { startFaultAdmin } from './faults/admin.ts';
import { createFaults } from './faults/start-faults.ts';
import { identityOf } from './identity.ts';
import { listening } from './listening.ts';
import { NETWORK } from './network.ts';
import { openRuntime } from './open-runtime.ts';
import { checkOptions, type Sandbox, type SandboxOptions } from './options.ts';
import { createS3 } from './s3/s3.ts';
import { createSts } from './sts/sts.ts';
import { createRunningParts } from './running-parts.ts';
import type { KeptState } from './state/keep-state.ts';
import { notingCalls, notingRequests } from './state/note-changes.ts';
import { openState } from './state/open-state.ts';
import { startUnleash } from './unleash/start.ts';
import { SANDBOX_CREDENTIALS } from './wire/credentials.ts';
import { startWireServer } from './wire/server.ts';

export type { Sandbox, SandboxOptions } from './options.ts';

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';

/** Starts all of the sandbox on the loopback address. Rejects with nothing left running. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  checkOptions(options);
  const { logDirectory, metricPeriodSeconds = 60, timeScale = 0.1, host = '127.0.0.1', credentials = SANDBOX_CREDENTIALS, auth = true, seed = 'sandbox', faultToken = randomBytes(24).toString('base64url') } = options;
  await assertLoopbackAddresses();
  const { now } = Date;
  const monotonic = (): number => performance.now();
  const running = createRunningParts();
  try {
    const state = options.state === undefined ? undefined : await openState(options.state);
    if (state) running.add({ close: () => state.release() });
    const restored = state?.restored ?? {};
    const { unleashAdminToken, unleashClientToken, ports: earlier } = identityOf(restored['sandbox']);
    const ports = { ...earlier, ...options.ports };
    const faults = createFaults({ seed, monotonic, operations: () => operationsOf(services) });
    const account = { region: REGION, account: ACCOUNT, now };

    const cloudwatch = createCloudwatch({ ...account, periodSeconds: metricPeriodSeconds, restored: restored['monitoring'] });
    const s3 = createS3({ ...account, restored: restored['s3'] });
    const elbv2 = running.add(createElbv2({ ...account, host, metrics: cloudwatch.metrics, random: Math.random, timeScale, propagationMs: faults.propagationMs, failsProbe: faults.failsProbe, s3: s3.sink, restored: restored['elasticloadbalancing'] }));
    const cloudMap = createCloudMap({ ...account, timeScale, restored: restored['servicediscovery'] });
    const runtime = await openRuntime(options, process.env['DOCKER_HOST']);
    const ecs = running.add(createEcs({ ...account, targets: elbv2.targets, instances: cloudMap.instances, metrics: cloudwatch.metrics, runtime, logDirectory, timeScale, secrets: options.secrets, restored: restored['ecs'], alarmState: (name) => cloudwatch.alarms.all.get(name)?.state }));
    const autoscaling = createAutoscaling({ ...account, services: ecs, alarms: cloudwatch.alarms, targetGroups: elbv2.targets, metricPeriodSeconds, timeScale, restored: restored['application-autoscaling'] });
    running.add(startHeartbeat([() => cloudwatch.alarms.evaluate(), () => autoscaling.tick()], (error) => console.error('The sandbox failed to scale:', error)));
    const services = { elasticloadbalancing: elbv2.service, ecs: ecs.service, servicediscovery: cloudMap.service, 'application-autoscaling': autoscaling.service, monitoring: cloudwatch.service, s3: s3.service, sts: createSts(account).service };
    faults.addWritten(options.faults ?? []);
    running.add(faults.watch(ecs));
    const opened = elbv2.open();

    let kept: KeptState | undefined;
    const changed = (whole: boolean): void => kept?.changed(whole);
    // Saved when nobody can change it any more, and before what is in it ends.
    running.add({ close: () => kept?.close() });
    const [dns, unleash, faultAdmin, wire] = await running.addAll([
      listening('DNS', '--dns-port', ports.dns, startDns({ host, port: ports.dns ?? 0, lookup: cloudMap.lookup })),
      listening(
        'Unleash',
        '--unleash-port',
        ports.unleash,
        startUnleash({ host, port: ports.unleash ?? 0, adminToken: unleashAdminToken, clientToken: unleashClientToken, now, restored: restored['unleash'], intercept: notingRequests(faults.interceptUnleash, changed) }),
      ),
      listening('The endpoint of the faults', '--faults-port', ports.faults, startFaultAdmin({ host, port: ports.faults ?? 0, token: faultToken, book: faults.book })),
      listening(
        'AWS',
        '--port',
        ports.aws,
        opened.then(() => startWireServer({ host, port: ports.aws ?? 0, services, now, region: REGION, auth: auth && credentials, intercept: notingCalls(faults.intercept, changed), onDefect: (operation, error) => console.error(`The sandbox failed in ${operation}:`, error) })),
      ),
    ]);
    const identity = { unleashAdminToken, unleashClientToken, ports: { aws: portOf(wire.endpoint), unleash: portOf(unleash.url), dns: dns.port } };
    kept = state?.keep({
      take: (whole) => ({
        sandbox: identity,
        elasticloadbalancing: elbv2.snapshot(),
        servicediscovery: cloudMap.snapshot(),
        ecs: ecs.snapshot(),
        'application-autoscaling': autoscaling.snapshot(),
        s3: s3.snapshot(),
        ...(whole && { monitoring: cloudwatch.snapshot() }),
        unleash: unleash.snapshot(),
      }),
      report: (message) => console.error(message),
    });
    kept?.changed(true);

    return {
      awsEndpoint: wire.endpoint,
      credentials,
      unleashUrl: unleash.url,
      unleashAdminToken,
      unleashClientToken,
      dns: { host: dns.host, port: dns.port },
      faults: { url: faultAdmin.url, token: faultToken, seed },
      certificates: [...elbv2.certificates.values()].map(({ arn, names, certificate }) => ({ arn, names, pem: certificate })),
      region: REGION,
      accountId: ACCOUNT,
      network: { vpcId: NETWORK.vpcId, subnets: NETWORK.subnets, securityGroups: NETWORK.securityGroups },
      close: () => running.close(),
    };
  } catch (error) {
    await running.close();
    throw error;
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

function operationsOf(services: Readonly<Record<string, { readonly operations: object }>>): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(services).map(([name, { operations }]) => [name, Object.keys(operations)]));
}
