import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, RegisterTaskDefinitionCommand, UntagResourceCommand, TagResourceCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import {
  AddTagsCommand,
  CreateRuleCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  ModifyRuleCommand,
  RemoveTagsCommand,
  SetRulePrioritiesCommand,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { cohortFlag } from '../../../domain/flag-names.ts';
import { stopName } from '../../../domain/stop.ts';
import { run } from '../../../migrations/engine/drive.ts';
import { survey } from '../../../migrations/engine/survey.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import type { Tick } from '../../../migrations/engine/tick-result.ts';
import { findTargetGroup } from '../../../migrations/adapters/aws/target-groups.ts';
import { FEATURES } from '../../migrations/adapters/unleash/sandbox-unleash.ts';
import { DRIVE, startSandboxEngine, type SandboxEngine } from '../../migrations/engine/sandbox-engine.ts';

let it: SandboxEngine;
beforeAll(async () => {
  it = await startSandboxEngine();
  await it.reach('weight:50');
}, 60_000);
afterAll(async () => {
  console.log(table.map(tell).join('\n'));
  await it.close();
}, 30_000);

/** A row of the drift table: what somebody did, the number of the tick that said so, in which words, and what came of it. */
interface Row {
  readonly done: string;
  readonly tick: number;
  readonly told: readonly string[];
  readonly outcome: string;
}

const table: Row[] = [];

function tell({ done, tick: n, told, outcome }: Row): string {
  return [`${done} → tick ${n}`, ...told.map((words) => `    ${words}`), `    → ${outcome}`].join('\n');
}

const elb = () => it.world.person.elb;
const ecs = () => it.world.person.ecs;
const cluster = () => it.world.config.aws.cluster;
const ListenerArn = () => it.world.config.aws.listener;

async function rules(): Promise<readonly (Rule & { RuleArn: string })[]> {
  const { Rules } = await elb().send(new DescribeRulesCommand({ ListenerArn: ListenerArn() }));
  return (Rules ?? []).filter(({ IsDefault }) => !IsDefault).toSorted((a, b) => Number(a.Priority) - Number(b.Priority)) as (Rule & { RuleArn: string })[];
}
/** The rules in Banyan's range, the park rule first: a listener that nobody disturbed. */
const own = async () => (await rules()).filter(({ Priority }) => Number(Priority) >= 100);
const groupRule = async () => (await own()).find(({ Actions }) => Actions?.[0]?.ForwardConfig?.TargetGroups?.length === 2)!;
const targetGroup = async () => (await findTargetGroup(elb(), 'banyan-catalog'))!.TargetGroupArn;
const strategies = `${FEATURES}/${cohortFlag('catalog')}/environments/production/strategies`;
const ownStrategy = async () => ((await it.unleash.admin('GET', strategies)).body as { id: string; name: string; title: string; parameters: Record<string, string> }[]).find(({ title }) => title === 'banyan:cohort')!;
const deleteRules = async (which: readonly { RuleArn: string }[]) => void (await Promise.all(which.map(({ RuleArn }) => elb().send(new DeleteRuleCommand({ RuleArn })))));

/** What somebody did, and what the next tick says of it. */
interface Intrusion {
  readonly done: string;
  readonly by: () => Promise<unknown>;
  readonly told: readonly string[];
}

const CASES: readonly Intrusion[] = [
  {
    done: 'the weights are reset',
    by: async () => elb().send(new ModifyRuleCommand({ RuleArn: (await groupRule()).RuleArn, Actions: [{ Type: 'forward', TargetGroupArn: it.world.legacy.arn }] })),
    told: ['group rule (GET /api/products): legacy-1 100, should be proxy-1 50 · banyan-catalog 50'],
  },
  {
    done: 'the rule’s paths are changed',
    by: async () => elb().send(new ModifyRuleCommand({ RuleArn: (await groupRule()).RuleArn, Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/'] } }] })),
    told: ['group rule (GET /api/products): takes (/)'],
  },
  {
    done: 'the group’s rules are deleted',
    by: async () => deleteRules((await own()).slice(1)),
    told: ['group rule (GET /api/products): gone, should be proxy-1 50 · banyan-catalog 50', 'group rule (/api/products/*, /api/categories): gone, should be proxy-1 50 · banyan-catalog 50'],
  },
  {
    done: 'another rule takes our priority, and ours is moved out of the range',
    by: async () => {
      const { RuleArn, Priority } = await groupRule();
      await elb().send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn, Priority: 40_000 }] }));
      await elb().send(new CreateRuleCommand({ ListenerArn: ListenerArn(), Priority: Number(Priority), Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/theirs'] } }], Actions: [{ Type: 'forward', TargetGroupArn: it.world.legacy.arn }] }));
    },
    told: ['group rule (GET /api/products): stands at priority 40000, outside of the range Banyan was given'],
  },
  {
    done: 'the service is scaled to 0',
    by: async () => {
      const target = { ServiceNamespace: 'ecs' as const, ResourceId: `service/${cluster()}/catalog`, ScalableDimension: 'ecs:service:DesiredCount' as const };
      await it.world.person.scaling.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 0, MaxCapacity: 2 }));
      await ecs().send(new UpdateServiceCommand({ cluster: cluster(), service: 'catalog', desiredCount: 0 }));
    },
    told: ['service catalog: 0 tasks are asked for, 1 are needed, should run shop/catalog:1', 'scaling of catalog: 0 to 2 tasks, should be 1 to 1 tasks'],
  },
  {
    done: 'the service is given another task definition',
    by: async () => {
      const { taskDefinition } = await ecs().send(new DescribeTaskDefinitionCommand({ taskDefinition: 'catalog' }));
      const { family, cpu, memory, networkMode, requiresCompatibilities, containerDefinitions } = taskDefinition ?? {};
      const other = await ecs().send(new RegisterTaskDefinitionCommand({ family: `${family}-by-hand`, cpu, memory, networkMode, requiresCompatibilities, containerDefinitions }));
      await ecs().send(new UpdateServiceCommand({ cluster: cluster(), service: 'catalog', taskDefinition: other.taskDefinition?.taskDefinitionArn }));
    },
    told: ['target group banyan-catalog: its health check may be another’s than the service’s', 'service catalog: the running one is of another specification, should run shop/catalog:1'],
  },
  {
    done: 'the targets are deregistered',
    by: async () => {
      const TargetGroupArn = await targetGroup();
      const { TargetHealthDescriptions } = await elb().send(new DescribeTargetHealthCommand({ TargetGroupArn }));
      await elb().send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: (TargetHealthDescriptions ?? []).map(({ Target }) => Target!) }));
    },
    told: ['service catalog: 1 tasks run, 0 of them registered as targets'],
  },
  {
    done: 'the target group is deleted, and the rules that lead to it before',
    by: async () => {
      const TargetGroupArn = await targetGroup();
      await deleteRules((await rules()).filter(({ Actions }) => JSON.stringify(Actions).includes(TargetGroupArn)));
      await elb().send(new DeleteTargetGroupCommand({ TargetGroupArn }));
    },
    told: [
      'target group banyan-catalog: gone, should be there',
      'park rule (x-banyan-park): gone, should be banyan-catalog 100',
      'group rule (GET /api/products): gone, should be proxy-1 50 · banyan-catalog 50',
      'group rule (/api/products/*, /api/categories): gone, should be proxy-1 50 · banyan-catalog 50',
    ],
  },
  {
    done: 'the flag’s percentage is edited',
    by: async () => {
      const { id, name, title, parameters } = await ownStrategy();
      await it.unleash.admin('PUT', `${strategies}/${id}`, { name, title, parameters: { ...parameters, rollout: '90' } });
    },
    told: ['flags: on, cohort 90 %, shadow 100 %, should be on, cohort 10 %, shadow 100 %'],
  },
  {
    done: 'Banyan’s strategy of the flag is deleted, and another is left',
    by: async () => {
      await it.unleash.admin('POST', strategies, { name: 'flexibleRollout', title: 'testers', parameters: { rollout: '0', stickiness: 'default', groupId: 'testers' } });
      await it.unleash.admin('DELETE', `${strategies}/${(await ownStrategy()).id}`);
    },
    told: ['flags: on, cohort unknown, shadow 100 %, should be on, cohort 10 %, shadow 100 %'],
  },
];

/** What a witness sees: rules with where they lead, tasks, bounds and flags. */
async function witness(): Promise<unknown> {
  const { observed } = await survey(it.engine, it.migration);
  const { services } = await ecs().send(new DescribeServicesCommand({ cluster: cluster(), services: ['catalog'] }));
  const foreign = (await rules()).filter(({ Priority }) => Number(Priority) < 100).map(({ Conditions, Actions }) => ({ Conditions, Actions }));
  const service = observed.service === 'absent' ? 'absent' : { fingerprint: observed.service.fingerprint, desired: observed.service.desired };
  return {
    groupRules: observed.groupRules.map(({ part, when, targets }) => ({ part, when, targets })).toSorted((a, b) => a.part - b.part),
    parkRules: observed.parkRules.map(({ when, targets }) => ({ when, targets })),
    healthy: observed.targetGroup === 'absent' ? 0 : observed.targetGroup.healthy,
    service,
    running: services?.[0]?.runningCount,
    scale: observed.scale,
    flags: observed.flags,
    foreign,
  };
}

test.each(CASES)('where $done, the next tick says so; it changes nothing if drift is held, and puts it right if it is corrected', async ({ done, by, told }) => {
  const before = await witness();
  const journal = () => it.engine.ports.journal.read(it.migration.id);
  const { length } = await journal();
  await by();
  const disturbed = JSON.stringify(await rules());
  const { held, ticks } = await tickUntilHeld();
  expect([ticks, held.stop]).toEqual([1, { kind: 'weight', percent: 50 }]);
  expect(held.because.replace('the world changed though nobody moved: ', '').split('; ').filter(isNews)).toEqual(told);
  expect(JSON.stringify(await rules())).toBe(disturbed);
  const corrected = await tick(it.engine, it.migration, 'converge', 'test');
  expect(corrected.kind === 'changed' && corrected.drift.filter(isNews)).toEqual(told);
  await it.settle();
  expect(await witness()).toEqual(before);
  table.push({ done, tick: ticks, told, outcome: `held: nothing changed; corrected: ${corrected.kind === 'changed' ? corrected.changes.join('; ') : ''}; as before` });
  const written = (await journal()).slice(length).find(({ kind }) => kind === 'intent');
  for (const each of told) expect(written?.why).toContain(each);
}, 30_000);

/** Ticks of an engine that holds drift, until one of them does. */
async function tickUntilHeld(): Promise<{ readonly held: Extract<Tick, { kind: 'held' }>; readonly ticks: number }> {
  for (let ticks = 1; ticks <= 5; ticks++) {
    const held = await tick({ ...it.engine, drift: 'hold' }, it.migration, 'converge', 'test');
    if (held.kind === 'held') return { held, ticks };
  }
  throw new Error('five ticks said nothing of it');
}

/** What ECS and the load balancer do by themselves meanwhile is told too, and takes no two runs alike. */
function isNews(words: string): boolean {
  return !/^the rollout of|targets of catalog are healthy$/.test(words);
}

/** The next tick says that somebody has to do something; `run` says the same, and gets no further. */
async function refuses(done: string, words: string): Promise<void> {
  const told = await tick(it.engine, it.migration, 'converge', 'test').then((first) => ('left' in first ? first.left : []), (error: Error) => [error.message]);
  const found = told.filter((each) => each.includes(words));
  expect(found).not.toEqual([]);
  await expect(run(it.engine, it.migration, { ...DRIVE, patienceMs: 200, until: { kind: 'weight', percent: 100 } })).rejects.toThrow(words);
  table.push({ done, tick: 1, told: found, outcome: 'left alone, and the migration does not move on' });
}

test('a rule of others that takes the group’s requests before ours is named, waited for, and left alone', async () => {
  const { Rules } = await elb().send(
    new CreateRuleCommand({ ListenerArn: ListenerArn(), Priority: 10, Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } }], Actions: [{ Type: 'forward', TargetGroupArn: it.world.legacy.arn }] }),
  );
  const before = JSON.stringify(await rules());
  await refuses('a rule of others takes the group’s requests first', 'the rule at priority 10, which is none of Banyan\'s, takes /api/products before the group\'s rule does: move or remove it');
  expect(JSON.stringify(await rules())).toBe(before);
  await deleteRules(Rules as { RuleArn: string }[]);
  await it.settle();
});

test('a rule that lost Banyan’s tags is somebody else’s from then on: it is named, and not touched', async () => {
  const { RuleArn, Priority } = await groupRule();
  const TagKeys = ['banyan:group', 'banyan:role', 'banyan:part'];
  await elb().send(new RemoveTagsCommand({ ResourceArns: [RuleArn], TagKeys }));
  const untagged = JSON.stringify((await rules()).find((rule) => rule.RuleArn === RuleArn));
  await refuses('the rule loses Banyan’s tags', `the rule at priority ${Priority}, which is none of Banyan's, takes /api/products before the group's rule does`);
  expect(JSON.stringify((await rules()).find((rule) => rule.RuleArn === RuleArn))).toBe(untagged);
  await deleteRules([{ RuleArn }]);
  await it.settle();
});

test('a service and a target group that lost Banyan’s tags are refused by name', async () => {
  const { services } = await ecs().send(new DescribeServicesCommand({ cluster: cluster(), services: ['catalog'] }));
  const resourceArn = services?.[0]?.serviceArn;
  await ecs().send(new UntagResourceCommand({ resourceArn, tagKeys: ['banyan:group'] }));
  await refuses('the service loses Banyan’s tags', 'ECS service "catalog"');
  await ecs().send(new TagResourceCommand({ resourceArn, tags: [{ key: 'banyan:group', value: 'catalog' }] }));
  const TargetGroupArn = await targetGroup();
  await elb().send(new RemoveTagsCommand({ ResourceArns: [TargetGroupArn], TagKeys: ['banyan:group'] }));
  await refuses('the target group loses Banyan’s tags', 'Target group "banyan-catalog"');
  await elb().send(new AddTagsCommand({ ResourceArns: [TargetGroupArn], Tags: [{ Key: 'banyan:group', Value: 'catalog' }] }));
  await it.settle();
});

test.each([
  ['is archived', async () => it.unleash.admin('DELETE', `${FEATURES}/${cohortFlag('catalog')}`)],
  ['loses its last strategy, which switches it off', async () => {
    for (const { id } of (await it.unleash.admin('GET', strategies)).body as { id: string }[]) await it.unleash.admin('DELETE', `${strategies}/${id}`);
  }],
])('a flag that %s takes the group back to legacy', async (what, by) => {
  await it.reach('weight:50');
  await by();
  const back: Tick = await tick(it.engine, it.migration, 'converge', 'test');
  expect(back).toMatchObject({ kind: 'rolled-back', because: 'the flag of catalog is off' });
  await it.settle();
  const { position, observed } = await survey(it.engine, it.migration);
  expect([stopName(position.stop), observed.groupRules, observed.flags]).toEqual(['deploy', [], { on: false, cohortPercent: 0, shadowPercent: 0 }]);
  table.push({ done: `the flag ${what}`, tick: 1, told: ['because' in back ? back.because : ''], outcome: 'rolled back: the rule is gone, the flag is there and off' });
});
