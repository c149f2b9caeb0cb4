import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ContainerState } from '../../../../migrations/ports/container-service.ts';
import { until } from '../../../support/until.ts';
import { CANDIDATE_IMAGE, openAccount, type OpenAccount } from './account.ts';
import { ruleOf, specOf } from './candidate-life.ts';
import { createWorld } from './world.ts';

let account: OpenAccount;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());

test('a candidate comes up, answers callers, is counted by the load balancer, and goes', async () => {
  const world = await createWorld(account);
  const { loadBalancer, discovery, containers, stats } = world.adapters;
  const { service, targetGroup } = world.names;
  const { group, candidate } = specOf(world, CANDIDATE_IMAGE);
  const spec = { group, targetGroup, candidate: { ...candidate, desired: 2, environment: { COLOUR: 'green' } } };
  const observed = async (): Promise<ContainerState['candidate']> => (await containers.observe(group, service)).candidate;

  await loadBalancer.ensureTargetGroup({ group, name: targetGroup, port: 3000, healthPath: '/healthz' });
  await loadBalancer.putRule(ruleOf(world, 'park', 100));
  await discovery.ensure(group, service);
  await containers.ensureService(spec);
  await until(async () => {
    const seen = await observed();
    return seen !== 'absent' && seen.rollout === 'complete' && seen.running === 2 ? seen : undefined;
  });
  await until(async () => ((await loadBalancer.observe([group])).candidates[group]?.healthy === 2 ? true : undefined));

  const park = (): Promise<Response> => fetch(`${world.url}/fail`, { headers: { 'x-banyan-park': 'secret' } });
  expect((await park()).status).toBe(500);
  // Metrics are of whole periods, here of a second: what was sent in the one that the mark falls into is none of its evidence.
  const inside = await until(async () => {
    const at = Date.now();
    await park();
    return Math.floor(at / 1_000) === Math.floor((Date.now() + 50) / 1_000) ? at : undefined;
  });
  await until(async () => ((await direct(0)).errors > 1 ? true : undefined));
  expect(await direct(inside)).toEqual({ requests: 0, errors: 0 });
  await loadBalancer.putRule({ ...ruleOf(world, 'group', 100), when: { method: '*', paths: ['/api/*', '/fail*'] } });
  expect(await (await fetch(`${world.url}/api/products`)).text()).toBe('green');
  const mark = Date.now();
  await until(() => (Date.now() > mark + 1_000 ? true : undefined));
  for (const path of ['/api/1', '/api/2', '/fail']) await fetch(world.url + path);
  expect(await until(async () => ((await direct(mark)).requests >= 3 ? direct(mark) : undefined))).toEqual({ requests: 3, errors: 1 });

  await loadBalancer.removeRules(group, 'group');
  await containers.removeService(group, service);
  expect(await observed()).toBe('absent');
  await loadBalancer.removeRules(group, 'park');
  await loadBalancer.removeTargetGroup(group, targetGroup);
  await discovery.remove(group, service);
  world.close();

  async function direct(at: number): Promise<{ requests: number; errors: number }> {
    return (await stats.since(group, { at, proxies: {}, slowAboveMs: null })).direct;
  }
});
