import { get } from 'node:https';
import { expect, test } from '@jest/globals';
import {
  AddTagsCommand,
  CreateListenerCommand,
  CreateRuleCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Snapshot } from '../../../sandbox/state/snapshot.ts';
import { allHealthy, createGroup, createListener, createLoadBalancer, forwardTo, register, startAws, startTarget, type Aws } from './aws-on-loopback.ts';
import { ask, cookiesOf } from './ask.ts';
import { freePort } from '../../../demo/free-port.ts';

/** As it comes back from a file. */
const kept = ({ snapshot }: Aws): Snapshot => JSON.parse(JSON.stringify(snapshot())) as Snapshot;

test('load balancers go on after a restart: the same answers to every question, the same ports, certificates, targets and cookies', async () => {
  const [red, blue] = [await startTarget((_, response) => response.end('red')), await startTarget((_, response) => response.end('blue'))];
  const before = await startAws();
  const balancer = await createLoadBalancer(before);
  const [reds, blues] = [await createGroup(before, 'reds'), await createGroup(before, 'blues')];
  await register(before, reds, red);
  await register(before, blues, blue);
  const split = { Type: 'forward' as const, ForwardConfig: { TargetGroups: [{ TargetGroupArn: reds, Weight: 1 }, { TargetGroupArn: blues, Weight: 1 }], TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 600 } } };
  const { arn: listener, url } = await createListener(before, balancer, split);
  const [certificate] = before.certificates.values();
  const port = await freePort();
  const createHttps = ({ elb }: Aws) =>
    elb.send(new CreateListenerCommand({ LoadBalancerArn: balancer, Protocol: 'HTTPS', Port: port, Certificates: [{ CertificateArn: certificate?.arn }], DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }] }));
  const https = await createHttps(before);
  const { Rules } = await before.elb.send(new CreateRuleCommand({ ListenerArn: listener, Priority: 7, Conditions: [{ Field: 'query-string', QueryStringConfig: { Values: [{ Value: 'x' }] } }], Actions: [forwardTo(reds)] }));
  await before.elb.send(new AddTagsCommand({ ResourceArns: [Rules?.[0]?.RuleArn ?? '', balancer], Tags: [{ Key: 'owner', Value: 'me' }] }));
  await Promise.all([allHealthy(before, reds), allHealthy(before, blues)]);
  const first = await ask(url);

  const questions = async ({ elb }: Aws): Promise<readonly object[]> => {
    const answers = await Promise.all([
      elb.send(new DescribeLoadBalancersCommand({})),
      elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancer })),
      elb.send(new DescribeRulesCommand({ ListenerArn: listener })),
      elb.send(new DescribeTargetGroupsCommand({})),
      elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: reds })),
      elb.send(new DescribeTagsCommand({ ResourceArns: [balancer, Rules?.[0]?.RuleArn ?? '', listener] })),
      elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: blues })),
    ]);
    return answers.map((answer) => ({ ...answer, $metadata: undefined }));
  };
  const answers = await questions(before);
  const snapshot = kept(before);
  await before.close();

  const after = await startAws({ restored: snapshot });
  await Promise.all([allHealthy(after, reds), allHealthy(after, blues)]);
  expect(await questions(after)).toEqual(answers);
  expect(kept(after)).toEqual(snapshot);
  const cookie = cookiesOf(first);
  for (let i = 0; i < 8; i++) expect((await ask(url, { headers: { cookie } })).body).toBe(first.body);
  const status = await new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, servername: 'localhost', ca: certificate?.certificate, agent: false }, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
  expect(status).toBe(200);

  // What is created again is what is there.
  expect(await createGroup(after, 'reds')).toBe(reds);
  expect((await createHttps(after)).Listeners?.[0]?.ListenerArn).toBe(https.Listeners?.[0]?.ListenerArn);
  await after.close();
  await Promise.all([red.close(), blue.close()]);
});

test('a snapshot that is none of load balancers is refused', async () => {
  for (const restored of [{}, { version: 'ecs/1' }, [], 'elbv2/1']) await expect(startAws({ restored })).rejects.toThrow(/not of the version elbv2\/1.*empty directory/);
});
