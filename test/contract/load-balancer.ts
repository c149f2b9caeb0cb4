import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import type { LoadBalancer, RuleSpec } from '../../migrations/ports/load-balancer.ts';
import { butFor, type Exceptions } from './but-for.ts';

/** A load balancer and what a person sees of it who works beside Banyan. */
export interface LoadBalancerWorld {
  readonly port: LoadBalancer;
  /** Names of the target groups of legacy and of the proxy. */
  readonly legacy: string;
  readonly proxy: string;
  /** Priorities that Banyan may use. */
  readonly priorities: { readonly from: number; readonly to: number };
  /** Name of a candidate's target group that nobody in the same account has. */
  readonly targetGroup: string;
  /** Priorities of all rules, whoever made them, but for the default one. */
  allPriorities(): Promise<readonly number[]>;
  hasTargetGroup(name: string): Promise<boolean>;
  /** One that takes `/foreign/<priority>` to legacy. */
  addForeignRule(priority: number): Promise<void>;
  /** Gives a rule another priority. */
  moveRule(from: number, to: number): Promise<void>;
  addForeignTargetGroup(name: string): Promise<void>;
  makeLegacySticky(): Promise<void>;
  close(): Promise<void>;
}

/** What every load balancer does, whatever stands behind it. */
export function loadBalancerContract(name: string, make: () => Promise<LoadBalancerWorld>, exceptions: Exceptions = {}): void {
  describe(`the load balancer contract, kept by ${name}`, () => {
    const test = butFor(exceptions);
    let world: LoadBalancerWorld;
    let port: LoadBalancer;
    beforeEach(async () => {
      world = await make();
      port = world.port;
    });
    afterEach(() => world.close());

    const ensureTargetGroup = (): Promise<void> => port.ensureTargetGroup({ group: 'catalog', name: world.targetGroup, port: 3000, healthPath: '/healthz' });
    const groupRule = (change: Partial<RuleSpec> = {}): RuleSpec => ({
      group: 'catalog',
      role: 'group',
      part: 0,
      when: { method: 'GET', paths: ['/api/products', '/api/products/*'] },
      targets: [
        { targetGroup: world.proxy, percent: 90 },
        { targetGroup: world.targetGroup, percent: 10 },
      ],
      stickySeconds: 0,
      ...change,
    });
    const parkRule = (): RuleSpec => groupRule({ role: 'park', when: { header: 'x-banyan-park', value: 's3cret' }, targets: [{ targetGroup: world.targetGroup, percent: 100 }] });
    const rules = async (): Promise<readonly RuleSpec[]> => (await port.observe(['catalog'])).rules;

    test('an untouched listener shows legacy and the proxy, and nothing of Banyan’s', async () => {
      const state = await port.observe(['catalog']);
      expect(state).toMatchObject({ legacy: { targetGroup: world.legacy, sticky: false }, proxy: { targetGroup: world.proxy }, rules: [], candidates: {} });
    });

    test('target stickiness of legacy is seen', async () => {
      await world.makeLegacySticky();
      expect((await port.observe([])).legacy.sticky).toBe(true);
    });

    test('a target group that is asked for twice is there once, seen before any rule leads to it, and only by its own group', async () => {
      await ensureTargetGroup();
      await ensureTargetGroup();
      expect((await port.observe(['catalog', 'orders'])).candidates).toEqual({ catalog: { name: world.targetGroup, healthy: 0, total: 0, draining: 0 } });
    });

    test('a target group that somebody else made is refused, and stays', async () => {
      await world.addForeignTargetGroup(world.targetGroup);
      await expect(ensureTargetGroup()).rejects.toMatchObject({ code: 'FOREIGN_RESOURCE' });
      await port.removeTargetGroup('catalog', world.targetGroup);
      expect(await world.hasTargetGroup(world.targetGroup)).toBe(true);
      expect((await port.observe(['catalog'])).candidates).toEqual({});
    });

    test('the target group of another route group is refused, and stays', async () => {
      await ensureTargetGroup();
      await expect(port.ensureTargetGroup({ group: 'orders', name: world.targetGroup, port: 3000, healthPath: '/healthz' })).rejects.toMatchObject({ code: 'FOREIGN_RESOURCE' });
      await port.removeTargetGroup('orders', world.targetGroup);
      expect(await world.hasTargetGroup(world.targetGroup)).toBe(true);
    });

    test('rules take the lowest free priorities of the range, and are read back as they were asked for', async () => {
      await ensureTargetGroup();
      await world.addForeignRule(world.priorities.from);
      await port.putRule(parkRule());
      await port.putRule(groupRule());
      await port.putRule(groupRule({ part: 1, when: { method: '*', paths: ['/api/categories/*'] } }));
      const { from } = world.priorities;
      expect(await rules()).toEqual([
        { ...parkRule(), priority: from + 1 },
        { ...groupRule(), priority: from + 2 },
        { ...groupRule({ part: 1, when: { method: '*', paths: ['/api/categories/*'] } }), priority: from + 3 },
      ]);
    });

    test('rules of others that ask for a path are seen, with their place', async () => {
      await ensureTargetGroup();
      await world.addForeignRule(world.priorities.to);
      await world.addForeignRule(world.priorities.from - 1);
      await port.putRule(groupRule());
      const { foreign } = await port.observe(['catalog']);
      expect(foreign).toEqual([world.priorities.from - 1, world.priorities.to].map((priority) => ({ priority, when: { method: '*', paths: [`/foreign/${priority}`] } })));
    });

    test('a rule that somebody moved out of the range is seen where it is, and put back where there is room', async () => {
      await ensureTargetGroup();
      await port.putRule(groupRule());
      await world.moveRule(world.priorities.from, 40_000);
      await world.addForeignRule(world.priorities.from);
      expect(await rules()).toEqual([{ ...groupRule(), priority: 40_000 }]);
      await port.putRule(groupRule());
      expect(await rules()).toEqual([{ ...groupRule(), priority: world.priorities.from + 1 }]);
      expect(await world.allPriorities()).toEqual([world.priorities.from, world.priorities.from + 1]);
    });

    test('a rule that is put twice is there once', async () => {
      await ensureTargetGroup();
      await port.putRule(groupRule());
      await port.putRule(groupRule());
      expect(await world.allPriorities()).toEqual([world.priorities.from]);
    });

    test('a rewritten rule keeps its priority and has the split, the conditions and the stickiness of the last writing', async () => {
      await ensureTargetGroup();
      await port.putRule(groupRule({ stickySeconds: 3600 }));
      const half = [
        { targetGroup: world.proxy, percent: 50 },
        { targetGroup: world.targetGroup, percent: 50 },
      ];
      const rewritten = groupRule({ stickySeconds: 3600, targets: half, when: { method: '*', paths: ['/api/products*'] } });
      await port.putRule(rewritten);
      expect(await rules()).toEqual([{ ...rewritten, priority: world.priorities.from }]);
      await port.putRule({ ...rewritten, stickySeconds: 0 });
      expect(await rules()).toEqual([{ ...rewritten, stickySeconds: 0, priority: world.priorities.from }]);
    });

    test('a side with 0 % is no part of the rule', async () => {
      await ensureTargetGroup();
      const candidate = { targetGroup: world.targetGroup, percent: 100 };
      await port.putRule(groupRule({ targets: [{ targetGroup: world.legacy, percent: 0 }, { targetGroup: world.proxy, percent: 0 }, candidate] }));
      expect((await rules())[0]?.targets).toEqual([candidate]);
    });

    test('a rule to a target group that is not there is refused, and none is made', async () => {
      await expect(port.putRule(groupRule())).rejects.toMatchObject({ code: 'AWS_REFUSED' });
      expect(await world.allPriorities()).toEqual([]);
    });

    test('without a free priority a rule is refused, and the others stay', async () => {
      await ensureTargetGroup();
      const { from, to } = world.priorities;
      const all = Array.from({ length: to - from + 1 }, (_, n) => from + n);
      for (const priority of all) await world.addForeignRule(priority);
      await expect(port.putRule(groupRule())).rejects.toMatchObject({ code: 'NO_FREE_PRIORITY' });
      expect(await world.allPriorities()).toEqual(all);
      expect(await rules()).toEqual([]);
    });

    test('removing the rules of a group takes those of one role, and nobody else’s', async () => {
      await ensureTargetGroup();
      await world.addForeignRule(world.priorities.from);
      await port.putRule(parkRule());
      await port.putRule(groupRule());
      await port.putRule(groupRule({ group: 'orders', when: { method: '*', paths: ['/api/orders'] } }));
      await port.removeRules('catalog', 'group');
      await port.removeRules('catalog', 'group');
      expect((await rules()).map(({ group, role }) => `${group} ${role}`)).toEqual(['catalog park', 'orders group']);
      expect(await world.allPriorities()).toHaveLength(3);
    });

    test('a target group is removed once no rule leads to it, and one that is gone may be removed again', async () => {
      await ensureTargetGroup();
      await port.putRule(parkRule());
      await port.removeRules('catalog', 'park');
      await port.removeTargetGroup('catalog', world.targetGroup);
      await port.removeTargetGroup('catalog', world.targetGroup);
      expect(await world.hasTargetGroup(world.targetGroup)).toBe(false);
      expect((await port.observe(['catalog'])).candidates).toEqual({});
    });
  });
}
