import { DescribeScalableTargetsCommand, DescribeScalingPoliciesCommand } from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, ListServicesCommand, ListTaskDefinitionsCommand } from '@aws-sdk/client-ecs';
import { DescribeRulesCommand, DescribeTagsCommand, DescribeTargetGroupAttributesCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListServicesCommand as ListRegistriesCommand, ListTagsForResourceCommand } from '@aws-sdk/client-servicediscovery';
import { cohortFlag, shadowFlag } from '../../../domain/flag-names.ts';
import { positionOf, type JournalEntry } from '../../../domain/journal-entry.ts';
import { targetGroupName } from '../../../migrations/engine/rules.ts';
import type { World } from '../../migrations/adapters/aws/world.ts';
import { FEATURES, type TestUnleash } from '../../migrations/adapters/unleash/sandbox-unleash.ts';
import type { SandboxWorld } from './sandbox-world.ts';

/** All that a person sees who knows nothing of Banyan's ports, without what is drawn anew for every world: ids and ports; and the position. */
export async function witness({ world, migration, journal }: SandboxWorld, unleash: TestUnleash): Promise<string> {
  const [rules, targetGroups, services, registries, scaling, flags, entries] = await Promise.all([
    readRules(world),
    readTargetGroups(world, migration.group.name),
    readServices(world, journal.read(migration.id)),
    readRegistries(world),
    readScaling(world),
    readFlags(unleash, migration.group.name),
    journal.read(migration.id),
  ]);
  const seen = JSON.stringify({ position: positionOf(entries), moves: movesOf(entries), rules, targetGroups, services, registries, scaling, flags }, undefined, 1);
  return plain(seen, world, migration.group.name);
}

/** Every move there was: made twice, it would be here twice. A roll-back to where it stands already is the same word said again, and moves nothing. */
function movesOf(entries: readonly JournalEntry[]): readonly string[] {
  return entries.flatMap((entry) => (entry.kind === 'moved' && entry.from !== entry.to ? [`${entry.how} from ${entry.from} to ${entry.to}`] : []));
}

/** Names of the world and of what AWS draws, as any other world has them. */
function plain(text: string, { names, config }: World, group: string): string {
  return text
    .replaceAll(names.service, 'SERVICE')
    .replaceAll(group, 'GROUP')
    .replaceAll(config.aws.cluster, 'CLUSTER')
    .replaceAll(/(targetgroup\/[\w-]+|(?:listener(?:-rule)?\/)?app\/[\w-]+)\/[0-9a-f/]+/g, '$1')
    .replaceAll(/srv-[a-z0-9]+|[0-9a-f]{32}/g, 'ID')
    .replaceAll(/(proxy|legacy|shop)-\d+/g, '$1');
}

async function readRules({ person, config }: World): Promise<unknown> {
  const { Rules = [] } = await person.elb.send(new DescribeRulesCommand({ ListenerArn: config.aws.listener }));
  const arns = Rules.filter(({ IsDefault }) => !IsDefault).map(({ RuleArn = '' }) => RuleArn);
  const { TagDescriptions = [] } = await person.elb.send(new DescribeTagsCommand({ ResourceArns: arns }));
  return Rules.map(({ Priority, Conditions, Actions, RuleArn }) => ({ Priority, Conditions, Actions, tags: TagDescriptions.find(({ ResourceArn }) => ResourceArn === RuleArn)?.Tags })).toSorted((a, b) => Number(a.Priority) - Number(b.Priority));
}

async function readTargetGroups({ person }: World, group: string): Promise<unknown> {
  const { TargetGroups = [] } = await person.elb.send(new DescribeTargetGroupsCommand({}));
  const own = TargetGroups.filter(({ TargetGroupName }) => TargetGroupName === targetGroupName(group));
  const { TagDescriptions = [] } = own.length === 0 ? {} : await person.elb.send(new DescribeTagsCommand({ ResourceArns: own.map(({ TargetGroupArn = '' }) => TargetGroupArn) }));
  return Promise.all(
    own.map(async ({ TargetGroupArn, TargetGroupName, HealthCheckPath, Port, Protocol, TargetType }) => {
      const { Attributes } = await person.elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
      const tags = TagDescriptions.find(({ ResourceArn }) => ResourceArn === TargetGroupArn)?.Tags;
      return { TargetGroupName, HealthCheckPath, Port, Protocol, TargetType, tags, Attributes: Attributes?.toSorted((a, b) => ((a.Key ?? '') < (b.Key ?? '') ? -1 : 1)) };
    }),
  );
}

/** `isRenewed`: whether fresh tasks have taken the place of those that callers were taken back from. */
async function readServices({ person, config, names, proxyFamily }: World, written: Promise<readonly JournalEntry[]>): Promise<unknown> {
  const { cluster } = config.aws;
  const { serviceArns = [] } = await person.ecs.send(new ListServicesCommand({ cluster }));
  const { services = [] } = await person.ecs.send(new DescribeServicesCommand({ cluster, services: serviceArns, include: ['TAGS'] }));
  const shown = services.map(({ serviceName, status, desiredCount, taskDefinition, loadBalancers, serviceRegistries, tags }) => ({ serviceName, status, desiredCount, taskDefinition, loadBalancers, serviceRegistries, tags }));
  const revisions = await Promise.all([names.service, proxyFamily].map(async (familyPrefix) => (await person.ecs.send(new ListTaskDefinitionsCommand({ familyPrefix }))).taskDefinitionArns?.length));
  const vacated = (await written).findLast((entry) => entry.kind === 'vacated');
  const isRenewed = vacated && !services.some(({ deployments }) => deployments?.some(({ id }) => id === vacated.deployment));
  return { isRenewed, services: shown.toSorted((a, b) => ((a.serviceName ?? '') < (b.serviceName ?? '') ? -1 : 1)), revisions };
}

async function readRegistries({ person, namespaceId }: World): Promise<unknown> {
  const { Services = [] } = await person.cloudMap.send(new ListRegistriesCommand({ Filters: [{ Name: 'NAMESPACE_ID', Values: [namespaceId] }] }));
  const inOrder = Services.toSorted((a, b) => ((a.Name ?? '') < (b.Name ?? '') ? -1 : 1));
  return Promise.all(inOrder.map(async ({ Name, Arn, DnsConfig }) => ({ Name, records: DnsConfig?.DnsRecords, tags: (await person.cloudMap.send(new ListTagsForResourceCommand({ ResourceARN: Arn }))).Tags })));
}

async function readScaling({ person, config, names }: World): Promise<unknown> {
  const where = { ServiceNamespace: 'ecs' as const, ResourceId: `service/${config.aws.cluster}/${names.service}` };
  const { ScalableTargets = [] } = await person.scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ResourceIds: [where.ResourceId] }));
  const { ScalingPolicies = [] } = await person.scaling.send(new DescribeScalingPoliciesCommand(where));
  return {
    bounds: ScalableTargets.map(({ MinCapacity, MaxCapacity }) => [MinCapacity, MaxCapacity]),
    policies: ScalingPolicies.map(({ PolicyName, TargetTrackingScalingPolicyConfiguration }) => ({ PolicyName, TargetTrackingScalingPolicyConfiguration })),
  };
}

interface ShownFlag {
  readonly archived?: boolean;
  readonly environments?: readonly { readonly name: string; readonly enabled: boolean; readonly strategies: readonly { readonly name: string; readonly title?: string | null; readonly parameters: unknown; readonly disabled?: boolean }[] }[];
}

async function readFlags(unleash: TestUnleash, group: string): Promise<unknown> {
  return Promise.all(
    [cohortFlag(group), shadowFlag(group)].map(async (flag) => {
      const { status, body } = await unleash.admin('GET', `${FEATURES}/${flag}`);
      const { archived, environments } = (body ?? {}) as ShownFlag;
      const shown = environments?.map(({ name, enabled, strategies }) => ({ name, enabled, strategies: strategies.map(({ name: kind, title, parameters, disabled }) => ({ kind, title, parameters, disabled })) }));
      return { flag, status, archived, environments: shown };
    }),
  );
}
