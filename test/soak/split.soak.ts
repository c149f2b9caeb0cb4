import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ModifyListenerCommand, RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ask } from '../sandbox/elbv2/ask.ts';
import { allHealthy, createGroup, createListener, createLoadBalancer, forwardTo, startAws, type Aws } from '../sandbox/elbv2/aws-on-loopback.ts';
import { noWrk, startWrk } from './wrk.ts';

const REQUESTS = process.env['SOAK'] === 'short' ? 10_000 : 100_000;
const CONNECTIONS = 32;
/** Standard deviations: a fair split leaves these bounds once in 147,000 times. The sandbox draws from a seed, so that a red test is the change's doing. */
const BOUND = 4.5;

interface Counted {
  readonly group: string;
  readonly process: ChildProcess;
  readonly port: number;
}

let aws: Aws;
let listener: { arn: string; url: string };
let legacy: Counted;
let candidate: Counted;

(noWrk === undefined ? describe : describe.skip)(`the split of ${REQUESTS} requests${noWrk === undefined ? '' : ` (skipped: ${noWrk})`}`, () => {
  beforeAll(async () => {
    aws = await startAws();
    const balancer = await createLoadBalancer(aws);
    [legacy, candidate] = [await startCounted('legacy'), await startCounted('candidate')];
    listener = await createListener(aws, balancer, forwardTo([legacy.group, 1], [candidate.group, 1]));
    await Promise.all([allHealthy(aws, legacy.group), allHealthy(aws, candidate.group)]);
  }, 60_000);
  afterAll(async () => {
    await aws.close();
    for (const { process: child } of [legacy, candidate]) child.kill();
  });

  test.each([1, 10, 50, 90])('at weight %i is within the binomial bounds, counted by the targets', async (percent) => {
    await weigh(percent);
    const before = await counts();
    const load = startWrk(listener.url, CONNECTIONS);
    await answered(before, REQUESTS);
    const { requests, errors } = await load.stop();
    const after = await settled();
    const [toLegacy, toCandidate] = [after.legacy - before.legacy, after.candidate - before.candidate];
    const total = toLegacy + toCandidate;
    expect(errors).toEqual([]);
    expect(total - requests).toBeGreaterThanOrEqual(0);
    expect(total - requests).toBeLessThanOrEqual(CONNECTIONS);
    const share = percent / 100;
    expect(Math.abs(toCandidate - total * share)).toBeLessThanOrEqual(BOUND * Math.sqrt(total * share * (1 - share)));
  }, 300_000);

  test('changes of weight under load lose nothing', async () => {
    const before = await counts();
    const load = startWrk(listener.url, CONNECTIONS);
    const changes = [100, 0, 50, 1, 90, 10];
    for (let i = 0; i < changes.length * 20 || (await progress(before)) < REQUESTS; i += 1) await weigh(changes[i % changes.length] as number);
    const { requests, errors } = await load.stop();
    const after = await settled();
    const total = after.legacy + after.candidate - before.legacy - before.candidate;
    expect(errors).toEqual([]);
    expect(total - requests).toBeGreaterThanOrEqual(0);
    expect(total - requests).toBeLessThanOrEqual(CONNECTIONS);
  }, 300_000);
});

async function startCounted(name: string): Promise<Counted> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('counting-target.ts', import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const group = await createGroup(aws, name);
  const port = Number(line.toString());
  await aws.elb.send(new RegisterTargetsCommand({ TargetGroupArn: group, Targets: [{ Id: '127.0.0.1', Port: port }] }));
  return { group, process: child, port };
}

async function weigh(percent: number): Promise<void> {
  await aws.elb.send(new ModifyListenerCommand({ ListenerArn: listener.arn, DefaultActions: [forwardTo([legacy.group, 100 - percent], [candidate.group, percent])] }));
}

interface Counts {
  readonly legacy: number;
  readonly candidate: number;
}

async function counts(): Promise<Counts> {
  const [ofLegacy, ofCandidate] = await Promise.all([legacy, candidate].map(async ({ port }) => Number((await ask(`http://127.0.0.1:${port}/count`)).body)));
  return { legacy: ofLegacy ?? 0, candidate: ofCandidate ?? 0 };
}

async function progress(since: Counts): Promise<number> {
  const now = await counts();
  return now.legacy + now.candidate - since.legacy - since.candidate;
}

async function answered(since: Counts, requests: number): Promise<void> {
  while ((await progress(since)) < requests) await pause();
}

/** The counts once nothing is under way any more. */
async function settled(): Promise<Counts> {
  for (let before = await counts(); ; ) {
    await pause();
    const now = await counts();
    if (now.legacy === before.legacy && now.candidate === before.candidate) return now;
    before = now;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200));
}
