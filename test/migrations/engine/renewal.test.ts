import { describe, expect, test } from '@jest/globals';
import { BanyanError } from '../../../domain/errors.ts';
import type { JournalEntry } from '../../../domain/journal-entry.ts';
import { findStop } from '../../../domain/stop.ts';
import type { Change } from '../../../migrations/engine/change.ts';
import { run, settle, settleBack } from '../../../migrations/engine/drive.ts';
import type { Engine } from '../../../migrations/engine/engine.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { survey } from '../../../migrations/engine/survey.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import { rollBackTimed } from '../../../migrations/engine/timed-roll-back.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const options = { why: 'test', pollMs: 1_000, patienceMs: 60_000 };

/** A migration at that stop, and the changes that its engine makes from then on. */
async function at(stop: string): Promise<FakeWorld & { readonly made: Change['kind'][] }> {
  const world = createFakeWorld();
  await run(world.engine, world.migration, { ...options, until: findStop(world.migration, stop) ?? { kind: 'start' } });
  const made: Change['kind'][] = [];
  const engine: Engine = { ...world.engine, onChange: ({ kind }) => void made.push(kind) };
  return { ...world, engine, made };
}

const entries = ({ ports, migration }: FakeWorld) => ports.journal.read(migration.id);
const ofKind = async (world: FakeWorld, kind: JournalEntry['kind']) => (await entries(world)).filter((entry) => entry.kind === kind);
const back = async ({ engine, migration }: FakeWorld) => {
  await rollBack(engine, migration, 'deploy', 'the pager rang');
  await settle(engine, migration, options);
};

describe('after a roll-back from a weight, where the load balancer has opened connections straight to the candidate', () => {
  test.each(['weight:10', 'weight:100', 'retire'])('its tasks are renewed, once, when the rule is gone: from %s', async (stop) => {
    const world = await at(stop);
    const before = await world.ports.containers.observe('catalog', 'catalog');
    await back(world);
    await settle(world.engine, world.migration, options);
    expect(world.made.filter((kind) => kind === 'remove-rules' || kind === 'renew-tasks')).toEqual(['remove-rules', 'renew-tasks']);
    const after = await world.ports.containers.observe('catalog', 'catalog');
    if (before.candidate === 'absent') throw new Error('there is no candidate');
    expect(after.candidate).toEqual({ ...before.candidate, deployment: expect.not.stringMatching(before.candidate.deployment) });
    expect(await ofKind(world, 'stood')).toHaveLength(1);
  });

  test('they are where a gate or a flag takes the group back, too', async () => {
    const world = await at('weight:50');
    world.setGates('failed');
    await run(world.engine, world.migration, options);
    expect(world.made).toContain('renew-tasks');
    expect(await ofKind(world, 'vacated')).toHaveLength(1);
  });

  test('a second roll-back neither forgets the renewal nor asks for another', async () => {
    const world = await at('weight:50');
    await rollBack(world.engine, world.migration, 'deploy', 'the pager rang');
    await back(world);
    await back(world);
    expect(world.made.filter((kind) => kind === 'renew-tasks')).toHaveLength(1);
  });

  test('another deployment in between, whoever made it, is as good', async () => {
    const world = await at('weight:50');
    await rollBack(world.engine, world.migration, 'deploy', 'the pager rang');
    expect(await tick(world.engine, world.migration, 'converge', 'test')).toMatchObject({ kind: 'changed', changes: ['load balancer: sends nobody to catalog any more'] });
    const next = { ...world.migration, candidate: { ...world.migration.candidate, image: 'shop/catalog:2' } };
    await settle(world.engine, next, options);
    expect(world.made).toContain('deploy-service');
    expect(world.made).not.toContain('renew-tasks');
  });

  test('they are not before the rule is seen to be gone', async () => {
    const world = await at('weight:50');
    const rules = [...world.ports.loadBalancer.rules];
    await rollBack(world.engine, world.migration, 'deploy', 'the pager rang');
    for (const [priority, rule] of rules) world.ports.loadBalancer.rules.set(priority, rule);
    const { plan } = await survey(world.engine, world.migration);
    expect(plan.map(({ kind }) => kind).filter((kind) => kind !== 'set-scaling')).toEqual(['remove-rules', 'await', 'renew-tasks']);
    expect(await tick(world.engine, world.migration, 'converge', 'test')).toMatchObject({ changes: ['group rule: remove'] });
    expect(await ofKind(world, 'vacated')).toHaveLength(0);
    await settle(world.engine, world.migration, options);
    expect(world.made).toContain('renew-tasks');
  });

  test('the migration is not as desired, and moves no further, before the last of the old tasks’ connections may have ended', async () => {
    const world = await at('weight:50');
    const group = world.ports.loadBalancer.targetGroups.get('banyan-catalog');
    if (!group) throw new Error('there is no target group');
    world.ports.loadBalancer.targetGroups.set('banyan-catalog', { ...group, draining: 2 });
    await rollBack(world.engine, world.migration, 'deploy', 'the pager rang');
    const last = await settleBack(world.engine, world.migration, options);
    expect(last).toMatchObject({ kind: 'waiting', left: ['wait: 2 targets of catalog are being drained: what callers opened to them ends with them'] });
    expect(await tick(world.engine, world.migration, 'advance', 'test')).toMatchObject({ kind: 'waiting' });
    world.ports.loadBalancer.targetGroups.set('banyan-catalog', group);
    expect(await run(world.engine, world.migration, { ...options, until: { kind: 'front', percent: 100 } })).toMatchObject({ kind: 'settled' });
  });
});

test.each(['front', 'shadow', 'cohort:10'])('a roll-back from %s renews nothing: the proxies take leave of their WebSockets themselves', async (stop) => {
  const world = await at(stop);
  await back(world);
  expect(world.made).not.toContain('renew-tasks');
  expect(await ofKind(world, 'vacated')).toHaveLength(0);
});

describe('a candidate that cannot be renewed', () => {
  const timed = { ...options, to: 'deploy', metricPeriodMs: 1_000, scraped: false } as const;

  test('because fresh tasks do not come up keeps nobody waiting for the times, and is not asked again', async () => {
    const world = await at('weight:50');
    const containers = { ...world.ports.containers, runRevision: async (...args: Parameters<typeof world.ports.containers.runRevision>) => (await world.ports.containers.runRevision(...args), world.ports.containers.setRollout('catalog', 'failed')) };
    const engine = { ...world.engine, ports: { ...world.ports, containers } };
    const { failure, times } = await rollBackTimed(engine, world.migration, { ...timed, began: world.ports.clock.now() });
    expect({ failure, times }).toMatchObject({ failure: undefined, times: { ruleMs: expect.any(Number), lastRequest: expect.stringMatching(/WebSockets and streams that it had opened straight there end with the candidate’s tasks, whose place fresh ones take$/) } });
    expect(await tick(engine, world.migration, 'advance', 'test')).toMatchObject({ kind: 'waiting', left: [expect.stringMatching(/^wait: the rollout of catalog is failed/)] });
    expect(world.made.filter((kind) => kind === 'renew-tasks')).toHaveLength(1);
  });

  test.each(['AWS_REFUSED', 'AWS_THROTTLED'] as const)('because ECS answers %s fails after the times are told and written, within half a minute', async (code) => {
    const world = await at('weight:50');
    const began = world.ports.clock.now();
    const containers = { ...world.ports.containers, runRevision: () => Promise.reject(new BanyanError(code, 'UpdateService: no')) };
    const { failure, times } = await rollBackTimed({ ...world.engine, ports: { ...world.ports, containers } }, world.migration, { ...timed, patienceMs: 600_000, began });
    expect(failure).toMatchObject({ code });
    expect(times).toMatchObject({ overrideMs: 0, flagMs: 0, ruleMs: 0 });
    expect((await ofKind(world, 'timed')).at(-1)).toMatchObject(times);
    expect(world.ports.clock.now() - began).toBeLessThan(60_000);
    await settle(world.engine, world.migration, options);
    expect(world.made).toContain('renew-tasks');
  });
});
