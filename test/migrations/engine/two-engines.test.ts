import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { BanyanError } from '../../../domain/errors.ts';
import { stopName, stopsOf } from '../../../domain/stop.ts';
import { run, settleBack, step } from '../../../migrations/engine/drive.ts';
import type { Engine } from '../../../migrations/engine/engine.ts';
import { hold } from '../../../migrations/engine/hold.ts';
import { IN_FLIGHT_MS } from '../../../migrations/engine/overtaken.ts';
import type { Ports } from '../../../migrations/engine/ports.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import type { Clock } from '../../../migrations/ports/clock.ts';
import { candidateWeight, createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const options = { why: 'test', pollMs: 1_000, patienceMs: 60_000 };
const ON = { on: true, cohortPercent: 10, shadowPercent: 100 };

/** A world at that stop, and two engines on it by the names of their operators. */
async function at(stop: string, settings: Parameters<typeof createFakeWorld>[0] = {}): Promise<{ world: FakeWorld; ada: Engine; bob: Engine }> {
  const world = createFakeWorld(settings);
  const until = stopsOf(world.migration).find((each) => stopName(each) === stop);
  await run(world.engine, world.migration, { ...options, ...(until && { until }) });
  return { world, ada: { ...world.engine, who: 'ada@desk' }, bob: { ...world.engine, who: 'bob@pager' } };
}

/** The same engine with some of its ports changed. */
function having(engine: Engine, ports: Partial<Ports>): Engine {
  return { ...engine, ports: { ...engine.ports, ...ports } };
}

/** A clock that is looked at by somebody who does something when it comes to a time; others get their turn whenever anybody sleeps. */
function watched(clock: Clock, onSleep: (now: number) => Promise<void> | void): Clock {
  return {
    now: () => clock.now(),
    async sleep(ms) {
      await clock.sleep(ms);
      await turn();
      await onSleep(clock.now());
    },
  };
}

/** Stops at a write until it is let go, and tells when it has come there. */
function gate(): { readonly reached: Promise<void>; readonly arrive: () => Promise<void>; readonly open: () => void } {
  const [reached, arrived] = signal();
  const [opened, open] = signal();
  return { reached, open, arrive: () => (arrived(), opened) };
}

function signal(): [Promise<void>, () => void] {
  let tell = (): void => {};
  return [new Promise<void>((resolve) => (tell = resolve)), () => tell()];
}

describe('the loser is told who moved it, when, where to and why', () => {
  test('by an advance', async () => {
    const { world, ada, bob } = await at('cohort:10');
    const late = having(ada, { stats: { ...ada.ports.stats, mark: async (group) => (await tick(bob, world.migration, 'advance', 'it looks good'), ada.ports.stats.mark(group)) } });
    const message = expect.stringMatching(/^0001-catalog was moved from cohort:10 to weight:10 by bob@pager at 2025-\S+Z \(it looks good\) while this command was at work/);
    await expect(tick(late, world.migration, 'advance', 'test')).rejects.toMatchObject({ code: 'JOURNAL_CONFLICT', message });
    expect(await world.position()).toBe('weight:10');
  });

  test('by a roll-back in the middle of its changes, none of which is made any more', async () => {
    const { world, ada, bob } = await at('cohort:10');
    await tick(ada, world.migration, 'advance', 'test');
    const loadBalancer: Ports['loadBalancer'] = { ...ada.ports.loadBalancer, putRule: async (rule) => (await rollBack(bob, world.migration, 'deploy', 'the pager rang'), ada.ports.loadBalancer.putRule(rule)) };
    const message = expect.stringMatching(/was rolled back from weight:10 to deploy by bob@pager at \S+ \(the pager rang\)/);
    await expect(tick(having(ada, { loadBalancer }), world.migration, 'converge', 'test')).rejects.toMatchObject({ code: 'JOURNAL_CONFLICT', message });
    expect(candidateWeight(world)).toBe('none');
  });
});

describe('a run that another operator rolls back', () => {
  test('while it waits for a gate ends there, and takes the group nowhere', async () => {
    const { world, ada, bob } = await at('weight:10');
    world.setGates('held', 'too few sessions');
    const clock = watched(ada.ports.clock, async () => {
      if ((await world.position()) !== 'weight:10') return;
      world.setGates('open');
      await rollBack(bob, world.migration, 'deploy', 'the pager rang');
      await settleBack(bob, world.migration, options);
    });
    const last = await run(having(ada, { clock }), world.migration, options);
    expect(last).toMatchObject({ kind: 'rolled-back', because: expect.stringMatching(/^bob@pager rolled it back at \S+: the pager rang$/) });
    expect(await world.position()).toBe('deploy');
    expect(candidateWeight(world)).toBe('none');
  });

  test('at deploy, which is where it is already, is not moved on either', async () => {
    const { world, ada, bob } = await at('deploy');
    let looks = 0;
    // After the look from which it would move on.
    const discovery: Ports['discovery'] = { ...ada.ports.discovery, has: async (...name) => (looks++ === 0 && (await rollBack(bob, world.migration, 'deploy', 'not today')), ada.ports.discovery.has(...name)) };
    await expect(run(having(ada, { discovery }), world.migration, options)).rejects.toMatchObject({ code: 'JOURNAL_CONFLICT', message: expect.stringContaining('by bob@pager') });
    expect(await world.position()).toBe('deploy');
  });

  test('while it waits for tasks ends, though it had just moved it itself', async () => {
    const { world, ada, bob } = await at('cohort:10');
    world.ports.loadBalancer.setHealth('banyan-catalog', 1, 2);
    const back = watched(ada.ports.clock, async () => {
      if ((await world.position()) !== 'deploy') await rollBack(bob, world.migration, 'deploy', 'the pager rang');
    });
    const healthy = world.ports.loadBalancer.targetGroups.get('banyan-catalog');
    if (healthy) world.ports.loadBalancer.targetGroups.set('banyan-catalog', { ...healthy, group: 'catalog' });
    expect(await step(having(ada, { clock: back }), world.migration, options)).toMatchObject({ kind: 'rolled-back', because: expect.stringContaining('bob@pager') });
  });
});

describe('a write that was sent before the roll-back and lands after it', () => {
  /** Where it is, and how it is sent on that engine. */
  const writes: readonly [string, (ports: Ports, arrive: () => Promise<void>) => Partial<Ports>][] = [
    ['to the rule', ({ loadBalancer }, arrive) => ({ loadBalancer: { ...loadBalancer, putRule: async (rule) => (await arrive(), loadBalancer.putRule(rule)) } })],
    ['to the flag', ({ flags }, arrive) => ({ flags: { ...flags, ensure: async (group) => (await arrive(), flags.ensure(group, ON)) } })],
  ];

  test.each(writes)('%s is put right by the engine that sent it, and the roll-back waits for that', async (_where, sending) => {
    const { world, ada, bob } = await at('shadow');
    await tick(ada, world.migration, 'advance', 'test');
    if (_where === 'to the rule') for (const [priority, rule] of world.ports.loadBalancer.rules) if (rule?.role === 'group') world.ports.loadBalancer.rules.delete(priority);
    const { reached, arrive, open } = gate();
    const advancing = tick(having(ada, sending(ada.ports, arrive)), world.migration, 'converge', 'test');
    const lost = expect(advancing).rejects.toMatchObject({ code: 'JOURNAL_CONFLICT', message: expect.stringContaining('rolled back') });
    await reached;
    await rollBack(bob, world.migration, 'deploy', 'the pager rang');
    let looks = 0;
    const said: string[] = [];
    const clock = watched(bob.ports.clock, async () => {
      if (++looks !== 3) return;
      open();
      await lost;
    });
    await settleBack(having(bob, { clock }), world.migration, { ...options, onTick: (each) => void (each.kind === 'waiting' && said.push(...each.left)) });
    expect(looks).toBe(3);
    expect(said[0]).toMatch(/^ada@desk was changing it at \S+, and what was sent may still land$/);
    expect(candidateWeight(world)).toBe('none');
    expect(await world.ports.flags.observe('catalog')).toMatchObject({ on: false });
  });

  test.each(writes)('%s is put right by the roll-back where the engine that sent it has died', async (_where, sending) => {
    const { world, ada, bob } = await at('shadow');
    await tick(ada, world.migration, 'advance', 'test');
    const { reached, arrive, open } = gate();
    // All that comes after the write it never lives to see.
    const dead = having(ada, sending({ ...ada.ports }, arrive));
    if (_where === 'to the rule') for (const [priority, rule] of world.ports.loadBalancer.rules) if (rule?.role === 'group') world.ports.loadBalancer.rules.delete(priority);
    let killed = false;
    const journal: Ports['journal'] = { ...ada.ports.journal, read: (id) => (killed ? new Promise(() => {}) : ada.ports.journal.read(id)), append: (...entry) => (killed ? new Promise(() => {}) : ada.ports.journal.append(...entry)) };
    void tick(having(dead, { journal }), world.migration, 'converge', 'test');
    await reached;
    killed = true;
    await rollBack(bob, world.migration, 'deploy', 'the pager rang');
    const began = bob.ports.clock.now();
    const clock = watched(bob.ports.clock, async (now) => {
      if (now - began > IN_FLIGHT_MS / 2) open();
      await turn();
    });
    await settleBack(having(bob, { clock }), world.migration, options);
    expect(candidateWeight(world)).toBe('none');
    expect(await world.ports.flags.observe('catalog')).toMatchObject({ on: false });
    expect(bob.ports.clock.now() - began).toBeLessThanOrEqual(IN_FLIGHT_MS + 2_000);
  });

  test('is put right even where drift is to be held', async () => {
    const { world, bob } = await at('weight:50', { drift: 'hold' });
    await rollBack(bob, world.migration, 'deploy', 'the pager rang');
    await settleBack(bob, world.migration, options);
    await world.ports.flags.ensure('catalog', ON);
    expect(await tick(bob, world.migration, 'converge', 'test')).toMatchObject({ kind: 'changed', left: [] });
    expect(await world.ports.flags.observe('catalog')).toMatchObject({ on: false });
  });

  test('is not waited for where nobody was at work', async () => {
    const { world, bob } = await at('weight:50');
    const began = bob.ports.clock.now();
    await rollBack(bob, world.migration, 'deploy', 'the pager rang');
    await settleBack(bob, world.migration, options);
    expect(bob.ports.clock.now()).toBe(began);
  });
});

test.each([1, 3])('a roll-back that meets %d advances before its own word is written takes all of them back', async (times) => {
  const { world, ada, bob } = await at('cohort:10');
  const advances = async (): Promise<void> => {
    expect(await tick(ada, world.migration, 'advance', 'test')).toMatchObject({ kind: 'moved' });
    for (let kind = ''; kind !== 'settled'; ) ({ kind } = await tick(ada, world.migration, 'converge', 'test'));
  };
  let lost = 0;
  const journal: Ports['journal'] = {
    ...bob.ports.journal,
    async append(...entry) {
      if (lost < times) await advances();
      lost += 1;
      return bob.ports.journal.append(...entry);
    },
  };
  const { from } = await rollBack(having(bob, { journal }), world.migration, 'deploy', 'the pager rang');
  expect([lost, stopName(from)]).toEqual([times + 1, times === 1 ? 'weight:10' : 'weight:100']);
  expect([await world.position(), candidateWeight(world)]).toEqual(['deploy', 'none']);
});

test('a person’s word in the middle of a change does not end it', async () => {
  const { world, ada, bob } = await at('cohort:10');
  await tick(ada, world.migration, 'advance', 'test');
  const loadBalancer: Ports['loadBalancer'] = { ...ada.ports.loadBalancer, putRule: async (rule) => (await hold(bob, world.migration, 'lunch'), ada.ports.loadBalancer.putRule(rule)) };
  expect(await tick(having(ada, { loadBalancer }), world.migration, 'converge', 'test')).toMatchObject({ kind: 'changed', left: [] });
  expect(candidateWeight(world)).toBe(10);
});

test('two engines that write at the same moment and move nothing do not get in each other’s way', async () => {
  const { world, ada, bob } = await at('cohort:10');
  world.setGates('held', 'too few sessions');
  const askGates: Engine['askGates'] = async (...asked) => (await tick(bob, world.migration, 'advance', 'test'), ada.askGates(...asked));
  const before = (await ada.ports.journal.read(world.migration.id)).length;
  expect(await tick({ ...ada, askGates }, world.migration, 'advance', 'test')).toMatchObject({ kind: 'held' });
  expect((await ada.ports.journal.read(world.migration.id)).slice(before).map(({ kind, who }) => `${kind} by ${who}`)).toEqual(['verdict by bob@pager']);
});

test('two runs at once bring the migration to its end together, or one of them is told that the other moved it', async () => {
  const { world, ada, bob } = await at('deploy');
  const ends = await Promise.allSettled([run(ada, world.migration, options), run(bob, world.migration, options)]);
  for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'JOURNAL_CONFLICT', message: expect.stringMatching(/ was moved from \S+ to \S+ by (ada@desk|bob@pager) at /) });
  expect(ends.some(({ status }) => status === 'fulfilled')).toBe(true);
  expect(await world.position()).toBe('retire');
});

describe('a roll-back while the journal', () => {
  const broken = (code: 'JOURNAL_UNWRITABLE' | 'JOURNAL_UNREADABLE') => () => Promise.reject(new BanyanError(code, 'no space left on device'));
  test.each([
    ['cannot be written', { append: broken('JOURNAL_UNWRITABLE') }],
    ['cannot be read', { read: broken('JOURNAL_UNREADABLE') }],
  ])('%s still brings everybody back, says that it is not written down, and is made good by the next engine that looks', async (_how, fault) => {
    const { world, ada, bob } = await at('weight:50');
    const journal: Ports['journal'] = { ...bob.ports.journal, ...fault };
    const message = expect.stringMatching(/^everybody is answered by legacy, but that 0001-catalog is rolled back could not be written down: no space left on device$/);
    await expect(rollBack(having(bob, { journal }), world.migration, 'deploy', 'the pager rang')).rejects.toMatchObject({ message });
    expect(candidateWeight(world)).toBe('none');
    expect(await world.ports.flags.observe('catalog')).toMatchObject({ on: false });
    expect(await run(ada, world.migration, options)).toMatchObject({ kind: 'rolled-back', because: 'the flag of catalog is off' });
    expect(await world.position()).toBe('deploy');
  });
});
