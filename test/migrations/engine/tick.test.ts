import { describe, expect, test } from '@jest/globals';
import { BanyanError } from '../../../domain/errors.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import { stopsOf, stopName } from '../../../domain/stop.ts';
import { run, settle, settleBack, step } from '../../../migrations/engine/drive.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import { candidateWeight, createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const options = { why: 'test', pollMs: 1_000, patienceMs: 60_000 };
const runUntil = async (world: FakeWorld, stop: string) => {
  const until = stopsOf(world.migration).find((each) => stopName(each) === stop);
  await run(world.engine, world.migration, { ...options, ...(until && { until }) });
};

test('a migration walks from stop to stop to retirement, one stop a step', async () => {
  const world = createFakeWorld();
  const story: [string, number | 'none'][] = [];
  for (let i = 0; i < 9; i++) {
    await step(world.engine, world.migration, options);
    story.push([await world.position(), candidateWeight(world)]);
  }
  expect(story).toEqual([
    ['deploy', 'none'],
    ['front', 0],
    ['shadow', 0],
    ['cohort:1', 0],
    ['cohort:10', 0],
    ['weight:10', 10],
    ['weight:50', 50],
    ['weight:100', 100],
    ['retire', 100],
  ]);
  expect((await step(world.engine, world.migration, options)).kind).toBe('finished');
});

test('running until a stop that is already behind moves nothing', async () => {
  const world = createFakeWorld();
  await runUntil(world, 'cohort:10');
  await runUntil(world, 'shadow');
  expect(await world.position()).toBe('cohort:10');
});

test('a tick where everything is as desired and a gate is held changes nothing', async () => {
  const world = createFakeWorld();
  await runUntil(world, 'cohort:10');
  world.setGates('held', 'too few sessions');
  const before = await world.snapshot();
  const result = await tick(world.engine, world.migration, 'advance', 'test');
  expect(result).toMatchObject({ kind: 'held', because: expect.stringContaining('too few sessions') });
  expect(await world.snapshot()).toBe(before);
  expect(await world.position()).toBe('cohort:10');
});

test('held verdicts are journalled when they change, not at every look', async () => {
  const world = createFakeWorld();
  await runUntil(world, 'shadow');
  world.setGates('held');
  for (let i = 0; i < 5; i++) await tick(world.engine, world.migration, 'advance', 'test');
  const entries = await world.ports.journal.read(world.migration.id);
  expect(entries.filter(({ kind }) => kind === 'verdict')).toHaveLength(1);
});

test('a failed gate takes everybody back to legacy and says why', async () => {
  const world = createFakeWorld();
  await runUntil(world, 'weight:50');
  world.setGates('failed', 'one price in fifty differs');
  const result = await run(world.engine, world.migration, options);
  expect(result).toMatchObject({ kind: 'rolled-back', because: expect.stringContaining('one price in fifty differs') });
  expect(await world.position()).toBe('deploy');
  expect(candidateWeight(world)).toBe('none');
  expect(await world.ports.flags.observe('catalog')).toEqual({ on: false, cohortPercent: 0, shadowPercent: 0 });
  expect(world.ports.containers.services.has('catalog')).toBe(true);
});

test('a flag that somebody switched off takes the group back to legacy', async () => {
  const world = createFakeWorld();
  await runUntil(world, 'weight:10');
  await world.ports.flags.ensure('catalog', { on: false, cohortPercent: 10, shadowPercent: 100 });
  const result = await run(world.engine, world.migration, options);
  expect(result).toMatchObject({ kind: 'rolled-back', because: 'the flag of catalog is off' });
  expect(candidateWeight(world)).toBe('none');
});

test('a step where somebody switched the flag off takes the group back, and goes no step on from there', async () => {
  const world = createFakeWorld();
  await runUntil(world, 'cohort:10');
  await world.ports.flags.ensure('catalog', { on: false, cohortPercent: 10, shadowPercent: 100 });
  expect(await step(world.engine, world.migration, options)).toMatchObject({ kind: 'rolled-back', because: 'the flag of catalog is off' });
  expect(await world.position()).toBe('deploy');
  expect(candidateWeight(world)).toBe('none');
  expect(await world.ports.flags.observe('catalog')).toMatchObject({ on: false });
});

describe('rolling back', () => {
  const stops = stopsOf(createFakeWorld().migration).map(stopName).slice(2);
  test.each(stops)('from %s takes callers off the candidate, flag first, and keeps it running', async (stop) => {
    const world = createFakeWorld();
    await runUntil(world, stop);
    const changes: string[] = [];
    const engine = { ...world.engine, onChange: ({ kind }: { kind: string }) => void changes.push(kind) };
    await rollBack(engine, world.migration, 'deploy', 'test');
    await settleBack(engine, world.migration, options);
    expect(candidateWeight(world)).toBe('none');
    expect(await world.ports.flags.observe('catalog')).toMatchObject({ on: false });
    expect(world.ports.containers.services.get('catalog')?.running).toBeGreaterThanOrEqual(2);
    expect(changes.slice(0, 3)).toEqual(['override-proxies', 'set-flags', 'remove-rules']);
  });

  test.each(stops)('from %s to start leaves nothing of the group', async (stop) => {
    const world = createFakeWorld();
    const before = JSON.parse(await world.snapshot()) as Record<string, unknown>;
    await runUntil(world, stop);
    await rollBack(world.engine, world.migration, 'start', 'test');
    await settle(world.engine, world.migration, options);
    // The proxy goes on knowing the routes, and numbers of revisions are never given twice.
    const { environment: _, revisions: __, ...after } = JSON.parse(await world.snapshot()) as Record<string, unknown>;
    expect(after).toEqual(Object.fromEntries(Object.keys(after).map((key) => [key, before[key]])));
  });

  test('does not wait for a candidate that is ill', async () => {
    const world = createFakeWorld();
    await runUntil(world, 'weight:50');
    world.ports.loadBalancer.setHealth('banyan-catalog', 0, 2);
    world.ports.loadBalancer.targetGroups.set('banyan-catalog', { name: 'banyan-catalog', group: 'catalog', healthy: 0, total: 2, draining: 0 });
    await rollBack(world.engine, world.migration, 'deploy', 'test');
    expect((await settleBack(world.engine, world.migration, options)).kind).toBe('waiting');
    expect(candidateWeight(world)).toBe('none');
  });

  test('takes the rule away even while Unleash is down, and says that it is down', async () => {
    const world = createFakeWorld();
    await runUntil(world, 'weight:50');
    world.ports.flags.ensure = () => Promise.reject(new BanyanError('UNLEASH_UNREACHABLE', 'no answer'));
    await expect(rollBack(world.engine, world.migration, 'deploy', 'test')).rejects.toMatchObject({ code: 'UNLEASH_UNREACHABLE', message: expect.stringContaining('its rule is gone: everybody is answered by legacy') });
    expect(candidateWeight(world)).toBe('none');
    expect(await world.position()).toBe('deploy');
  });

  test('switches the flag off even while AWS is down', async () => {
    const world = createFakeWorld();
    await runUntil(world, 'cohort:10');
    world.ports.loadBalancer.removeRules = () => Promise.reject(new BanyanError('AWS_UNREACHABLE', 'no answer'));
    await expect(rollBack(world.engine, world.migration, 'deploy', 'test')).rejects.toMatchObject({ code: 'AWS_UNREACHABLE', message: expect.stringContaining('its flag is off') });
    expect(await world.ports.flags.observe('catalog')).toMatchObject({ on: false });
  });

  test('what was rolled back can be run again to the end', async () => {
    const world = createFakeWorld();
    await runUntil(world, 'weight:50');
    await rollBack(world.engine, world.migration, 'deploy', 'test');
    await run(world.engine, world.migration, options);
    expect(await world.position()).toBe('retire');
  });
});

describe('make before break', () => {
  test('the candidate gets no caller before its targets are healthy', async () => {
    const world = createFakeWorld();
    await runUntil(world, 'cohort:10');
    world.ports.loadBalancer.targetGroups.set('banyan-catalog', { name: 'banyan-catalog', group: 'catalog', healthy: 1, total: 2, draining: 0 });
    expect((await tick(world.engine, world.migration, 'advance', 'test')).kind).toBe('moved');
    const waiting = await tick(world.engine, world.migration, 'converge', 'test');
    expect(waiting).toMatchObject({ kind: 'waiting', left: [expect.stringContaining('1 of 2 targets'), expect.any(String), expect.any(String)] });
    expect(candidateWeight(world)).toBe(0);
    world.ports.loadBalancer.targetGroups.set('banyan-catalog', { name: 'banyan-catalog', group: 'catalog', healthy: 2, total: 2, draining: 0 });
    await settle(world.engine, world.migration, options);
    expect(candidateWeight(world)).toBe(10);
  });

  test('the proxy gets no caller before the revision that knows the group has rolled out', async () => {
    const world = createFakeWorld();
    await runUntil(world, 'deploy');
    world.ports.containers.setRollout('proxy', 'in-progress');
    await expect(settle(world.engine, world.migration, options)).rejects.toMatchObject({ code: 'NOT_CONVERGED', message: expect.stringContaining('rollout of the proxy') });
  });

  test('the first changes of all are made in the order in which AWS allows them', async () => {
    const world = createFakeWorld();
    const changes: string[] = [];
    const engine = { ...world.engine, onChange: ({ kind }: { kind: string }) => void changes.push(kind) };
    await step(engine, world.migration, options);
    expect(changes).toEqual(['create-discovery', 'put-target-group', 'put-rule', 'deploy-service', 'set-scaling', 'configure-proxy', 'set-flags']);
  });
});

test('the time at a stop counts from when it was true, not from when it was decided', async () => {
  const world = createFakeWorld();
  await runUntil(world, 'cohort:10');
  expect((await tick(world.engine, world.migration, 'advance', 'test')).kind).toBe('moved');
  world.ports.clock.advance(60_000);
  const trueSince = world.ports.clock.now();
  await settle(world.engine, world.migration, options);
  world.ports.clock.advance(1_000);
  const asked: Evidence[] = [];
  const engine = { ...world.engine, askGates: async (_: unknown, evidence: Evidence) => (asked.push(evidence), []) };
  await tick(engine, world.migration, 'advance', 'test');
  expect(asked[0]?.settledAt).toBe(trueSince);
  expect(asked[0]?.since).toBe(trueSince - 60_000);
  expect(asked[0]?.directShare).toBe(10);
});

describe('drift', () => {
  const resetWeights = (world: FakeWorld) => {
    for (const [priority, rule] of world.ports.loadBalancer.rules) {
      if (rule?.role === 'group') world.ports.loadBalancer.rules.set(priority, { ...rule, targets: [{ targetGroup: 'proxy', percent: 100 }] });
    }
  };

  test('is named and put right within one tick', async () => {
    const world = createFakeWorld();
    await runUntil(world, 'weight:50');
    resetWeights(world);
    const result = await tick(world.engine, world.migration, 'converge', 'test');
    expect(result).toMatchObject({ kind: 'changed', left: [] });
    expect(candidateWeight(world)).toBe(50);
    const intent = (await world.ports.journal.read(world.migration.id)).findLast(({ kind }) => kind === 'intent');
    expect(intent?.why).toContain('changed though nobody moved');
  });

  test('is held and named where the configuration says so', async () => {
    const world = createFakeWorld({ drift: 'hold' });
    await runUntil(world, 'weight:50');
    resetWeights(world);
    const result = await tick(world.engine, world.migration, 'converge', 'test');
    expect(result).toMatchObject({ kind: 'held', because: expect.stringContaining('group rule (GET /api/products, /api/products/*): proxy 100, should be proxy 50 · banyan-catalog 50') });
    expect(candidateWeight(world)).toBe(0);
  });

  test('rules of others are never touched', async () => {
    const world = createFakeWorld();
    world.ports.loadBalancer.rules.set(100, null);
    world.ports.loadBalancer.rules.set(102, null);
    await run(world.engine, world.migration, options);
    await rollBack(world.engine, world.migration, 'start', 'test');
    await settle(world.engine, world.migration, options);
    expect([...world.ports.loadBalancer.rules.entries()]).toEqual([[100, null], [102, null]]);
  });

  test('what a candidate’s requests under way are answered through goes when they have ended', async () => {
    const world = createFakeWorld();
    const { loadBalancer, containers } = world.ports;
    await runUntil(world, 'weight:100');
    const removeService = containers.removeService.bind(containers);
    containers.removeService = async (group, service) => {
      await removeService(group, service);
      loadBalancer.setHealth('banyan-catalog', 0, 0, 2);
    };
    await rollBack(world.engine, world.migration, 'start', 'test');
    await tick(world.engine, world.migration, 'converge', 'test');
    expect(await tick(world.engine, world.migration, 'converge', 'test')).toMatchObject({ kind: 'waiting', left: expect.arrayContaining([expect.stringContaining('2 targets of catalog may still have requests under way')]) });
    expect([loadBalancer.targetGroups.has('banyan-catalog'), containers.services.has('catalog')]).toEqual([true, false]);
    loadBalancer.setHealth('banyan-catalog', 0);
    await settle(world.engine, world.migration, options);
    expect(loadBalancer.targetGroups.has('banyan-catalog')).toBe(false);
  });

  test('a resource of another’s by our name stops everything', async () => {
    const world = createFakeWorld();
    world.ports.loadBalancer.targetGroups.set('banyan-catalog', { name: 'banyan-catalog', group: null, healthy: 1, total: 1, draining: 0 });
    await expect(run(world.engine, world.migration, options)).rejects.toMatchObject({ code: 'FOREIGN_RESOURCE' });
  });
});

describe('two operators', () => {
  test('at the same stop: one moves it, the other is told who did', async () => {
    const world = createFakeWorld();
    await settle(world.engine, world.migration, options);
    const both = await Promise.allSettled([tick(world.engine, world.migration, 'advance', 'a'), tick(world.engine, world.migration, 'advance', 'b')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const lost = both.find((each) => each.status === 'rejected');
    expect((lost?.reason as { code: string } | undefined)?.code).toBe('JOURNAL_CONFLICT');
    const moves = (await world.ports.journal.read(world.migration.id)).filter(({ kind }) => kind === 'moved');
    expect(moves).toHaveLength(1);
  });

  test('a roll-back in the middle of a change stops what was not done yet', async () => {
    const world = createFakeWorld();
    await runUntil(world, 'weight:10');
    await tick(world.engine, world.migration, 'advance', 'test');
    // The candidate gets its tasks first.
    await tick(world.engine, world.migration, 'converge', 'test');
    const putRule = world.ports.loadBalancer.putRule.bind(world.ports.loadBalancer);
    let rolledBack = false;
    world.ports.loadBalancer.putRule = async (rule) => {
      await putRule(rule);
      if (!rolledBack) await rollBack(world.engine, world.migration, 'deploy', 'the pager rang');
      rolledBack = true;
    };
    await expect(tick(world.engine, world.migration, 'converge', 'test')).rejects.toMatchObject({ code: 'JOURNAL_CONFLICT' });
    await settleBack(world.engine, world.migration, options);
    expect(candidateWeight(world)).toBe('none');
  });
});

test('group stickiness is set where legacy’s own target group is sticky, as the load balancer demands', async () => {
  const world = createFakeWorld();
  world.ports.loadBalancer.setSticky(true);
  const migration = { ...world.migration, steps: [{ kind: 'front' as const, percents: [10, 100], soakMs: 0 }] };
  await run(world.engine, migration, { ...options, until: { kind: 'front', percent: 10 } });
  const sticky = () => [...world.ports.loadBalancer.rules.values()].filter((rule) => rule?.role === 'group').map((rule) => rule?.stickySeconds);
  expect(sticky()).toEqual([86_400, 86_400]);
  await run(world.engine, migration, options);
  expect(sticky()).toEqual([0, 0]);
});

test('a migration whose stop was taken out of its file is not guessed at', async () => {
  const world = createFakeWorld();
  await runUntil(world, 'cohort:1');
  const changed = { ...world.migration, steps: world.migration.steps.map((each) => (each.kind === 'cohort' ? { ...each, percents: [10] } : each)) };
  await expect(tick(world.engine, changed, 'advance', 'test')).rejects.toMatchObject({ code: 'JOURNAL_UNREADABLE', message: expect.stringContaining('cohort:1') });
});
