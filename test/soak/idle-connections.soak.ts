import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { CreateListenerCommand, CreateLoadBalancerCommand, DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/options.ts';
import { SANDBOX_CREDENTIALS } from '../../sandbox/wire/credentials.ts';

const COUNT = process.env['SOAK'] === 'short' ? 1_000 : 10_000;
/** What one idle connection may cost the sandbox, and what memory may wander by itself. */
const BYTES_PER_CONNECTION = 24 * 1024;
const NOISE_BYTES = 40 * 1024 * 1024;
const CALLS = 200;

/** Room for the connections, and for what a process has open beside them. */
const room = Number(/^Max open files\s+\d+\s+(\d+)/m.exec(readLimits())?.[1] ?? Infinity) - 500;
const about = room >= COUNT ? describe : describe.skip;
if (room < COUNT) console.warn(`Skipped: a process may have ${room + 500} files open here, too few for ${COUNT} connections. Raise it with \`ulimit -Hn\`.`);

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

interface Process {
  readonly child: Child;
  readonly lines: Interface;
}

function start(script: string, ...args: readonly string[]): Process {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  return { child, lines: createInterface({ input: child.stdout }) };
}

async function line({ child, lines }: Process): Promise<string> {
  const [said] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(([code]) => Promise.reject(new Error(`It ended with ${code} and said nothing.`)))])) as [string];
  return said;
}

async function end({ child }: Process): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

about(`${COUNT} idle connections`, () => {
  let logDirectory: string;
  let host: Process;
  let sandbox: Sandbox;
  let elb: ElasticLoadBalancingV2Client;
  let listener: URL;

  beforeAll(async () => {
    logDirectory = await mkdtemp(join(tmpdir(), 'banyan-soak-'));
    host = start('../../sandbox/main.ts', JSON.stringify({ images: {}, logDirectory }));
    sandbox = JSON.parse(await line(host)) as Sandbox;
    elb = new ElasticLoadBalancingV2Client({ endpoint: sandbox.awsEndpoint, region: sandbox.region, credentials: SANDBOX_CREDENTIALS });
    const { LoadBalancers } = await elb.send(new CreateLoadBalancerCommand({ Name: 'idle', Subnets: [...sandbox.network.subnets], SecurityGroups: [...sandbox.network.securityGroups] }));
    const DefaultActions = [{ Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode: '200', ContentType: 'text/plain', MessageBody: 'here' } }];
    const Port = 20_000 + (process.pid % 10_000);
    await elb.send(new CreateListenerCommand({ LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn, Protocol: 'HTTP', Port, DefaultActions }));
    listener = new URL(`http://127.0.0.1:${Port}`);
  }, 60_000);
  afterAll(async () => {
    elb.destroy();
    await end(host);
    await rm(logDirectory, { recursive: true });
  }, 60_000);

  /** Bytes of memory that the sandbox has. */
  function memory(): number {
    const status = readFileSync(`/proc/${host.child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
  }

  const callAws = async (): Promise<unknown> => (await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers?.length;
  const callListener = async (): Promise<unknown> => (await (await fetch(listener)).text()) === 'here' && 1;

  test.each<[string, () => URL]>([
    ['the port of AWS', () => new URL(sandbox.awsEndpoint)],
    ['the listener of a load balancer', () => listener],
  ])(
    'on %s: it goes on serving both, and its memory stays in bounds',
    async (_, target) => {
      const serve = async (): Promise<void> => {
        for (let call = 0; call < CALLS; call++) expect(await Promise.all([callAws(), callListener()])).toEqual([1, 1]);
      };
      await serve();
      const before = memory();
      const holder = start('hold-connections.ts', target().hostname, target().port, String(COUNT));
      try {
        expect(Number(await line(holder))).toBe(COUNT);
        await serve();
        const grown = memory() - before;
        holder.child.stdin.write('?\n');
        const open = Number(await line(holder));
        console.log(`${COUNT} idle connections on ${target().host}: ${open} open after ${CALLS} calls of each, memory grew by ${(grown / 2 ** 20).toFixed(1)} MiB to ${(memory() / 2 ** 20).toFixed(1)} MiB`);
        expect(open).toBe(COUNT);
        expect(grown).toBeLessThan(COUNT * BYTES_PER_CONNECTION + NOISE_BYTES);
      } finally {
        await end(holder);
      }
      await serve();
    },
    120_000,
  );
});
