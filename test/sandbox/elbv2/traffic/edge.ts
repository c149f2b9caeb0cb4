import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import {
  CreateRuleCommand,
  ModifyListenerAttributesCommand,
  ModifyListenerCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
  type Action,
  type CreateRuleCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Elbv2Options } from '../../../../sandbox/elbv2/elbv2.ts';
import { allHealthy, createGroup, createListener, createLoadBalancer, forwardTo, register, startAws, startTarget } from '../aws-on-loopback.ts';

const attributes = (values: Readonly<Record<string, string>>) => Object.entries(values).map(([Key, Value]) => ({ Key, Value }));

/** A load balancer with one listener, which leads to one group with one target, whose answer the test decides. */
export async function startEdge(options: Partial<Elbv2Options> = {}) {
  const aws = await startAws(options);
  let answer: RequestListener = (_request, response) => response.end('hello');
  const target = await startTarget((request, response) => answer(request, response));
  const balancer = await createLoadBalancer(aws);
  const group = await createGroup(aws, 'group');
  const listener = await createListener(aws, balancer, forwardTo(group));
  await register(aws, group, target);
  await allHealthy(aws, group);
  const rawTargets: { close(): void }[] = [];
  const setDefault = async (action: Action): Promise<void> => void (await aws.elb.send(new ModifyListenerCommand({ ListenerArn: listener.arn, DefaultActions: [action] })));
  return {
    aws,
    target,
    balancer,
    group,
    listener,
    setDefault,
    answerWith: (with_: RequestListener): void => {
      answer = with_;
    },
    setBalancer: async (values: Readonly<Record<string, string>>): Promise<void> => void (await aws.elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn: balancer, Attributes: attributes(values) }))),
    setListener: async (values: Readonly<Record<string, string>>): Promise<void> => void (await aws.elb.send(new ModifyListenerAttributesCommand({ ListenerArn: listener.arn, Attributes: attributes(values) }))),
    setGroup: async (values: Readonly<Record<string, string>>, arn = group): Promise<void> => void (await aws.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: arn, Attributes: attributes(values) }))),
    addRule: async (input: Omit<CreateRuleCommandInput, 'ListenerArn'>): Promise<void> => void (await aws.elb.send(new CreateRuleCommand({ ListenerArn: listener.arn, ...input }))),
    /** Has the listener lead to a target that speaks raw TCP; resolves to its group. */
    useRawTarget: async (onSocket: (socket: Socket) => void): Promise<string> => {
      const server = createServer((socket) => onSocket(socket.on('error', () => {}))).listen(0, '127.0.0.1');
      await once(server, 'listening');
      rawTargets.push(server);
      const { port } = server.address() as AddressInfo;
      const raw = await createGroup(aws, `raw-${port}`);
      await setDefault(forwardTo(raw));
      await aws.elb.send(new RegisterTargetsCommand({ TargetGroupArn: raw, Targets: [{ Id: '127.0.0.1', Port: port }] }));
      return raw;
    },
    useTarget: () => setDefault(forwardTo(group)),
    close: async (): Promise<void> => {
      await aws.close();
      await target.close();
      for (const server of rawTargets) server.close();
    },
  };
}

export type Edge = Awaited<ReturnType<typeof startEdge>>;

/** What a listener sends back on one connection until it closes it. */
export async function converse(port: number, ...pieces: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => {});
  for (const piece of pieces) socket.write(Buffer.from(piece, 'latin1'));
  // Not by once(): it rejects where the listener resets a connection on which more has come than it wants to read.
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks).toString('latin1');
}

/** The statuses of the answers in what a listener sent back. */
export function statusesIn(text: string): readonly number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}
