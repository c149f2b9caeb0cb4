import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { iamPolicy } from '../../migrations/policy/iam-policy.ts';
import { SETTINGS, readConfig } from '../../proxy/config/config.ts';
import { exampleConfig } from '../../test/support/example-config.ts';
import { exampleMigration } from '../../test/support/example-migration.ts';
import { CANDIDATES_START_MAY, ON_THE_LISTENER, SCALING, SERVICES } from '../what-both-make.ts';
import { exampleStack } from './example-stack.ts';
import { onMoto } from './on-moto.ts';
import { listenerMade, policiesOf, Resources, scalingMade, serviceMade } from './read-made.ts';

const HERE = import.meta.dirname;
const POLICY = iamPolicy(exampleConfig, [exampleMigration], { proxyFamily: 'banyan-proxy', proxyRoles: ['arn:aws:iam::123456789012:role/banyan-proxy'], namespaceId: 'ns-1' });
const { stack, proxy } = exampleStack(POLICY);
const template = Template.fromStack(stack);
const resources = new Resources(template);

describe('what is made is what the Terraform modules make', () => {
  test.each(['banyan-proxy', 'banyan-engine', 'banyan-mover'] as const)('the service %s', (name) => {
    expect(serviceMade(resources, name)).toEqual(SERVICES[name]);
  });

  test('the proxy’s place on the listener, and nothing else on it', () => {
    expect(listenerMade(resources)).toEqual(ON_THE_LISTENER);
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: Match.stringLikeRegexp('^Monolith') } }] });
  });

  test('its scaling', () => {
    expect(scalingMade(resources)).toEqual(SCALING);
  });

  test('the role that candidates are started by', () => {
    const [[id] = ['']] = resources.all('AWS::IAM::Role').filter(([each]) => each.startsWith('Candidates'));
    expect([...new Set(policiesOf(resources, { Ref: id }).flatMap(({ Action }) => Action))].toSorted()).toEqual(CANDIDATES_START_MAY);
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/banyan/catalog', RetentionInDays: 30 });
  });
});

describe('the proxy', () => {
  test('has an environment that it can read', () => {
    const { environment, secrets } = serviceMade(resources, 'banyan-proxy').container;
    expect([...Object.keys(environment), ...secrets].filter((name) => !(name in SETTINGS))).toEqual([]);
    const config = readConfig({ ...environment, ...Object.fromEntries(secrets.map((name) => [name, 'a-secret-of-its-own-that-is-long-enough'])) });
    expect(config).toMatchObject({ listen: { port: 8080 }, admin: { port: 9901 } });
  });

  test('is what the configuration names, and made after the rule that attaches it, outside of Banyan’s priorities', () => {
    expect(proxy.config).toEqual(exampleConfig.proxy);
    const [rule] = Object.keys(template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule'));
    const service = Object.values(template.findResources('AWS::ECS::Service')).find(({ Properties }) => (Properties as { ServiceName: string }).ServiceName === 'banyan-proxy');
    expect(service?.['DependsOn']).toContain(rule);
    expect(ON_THE_LISTENER.rule.priority).toBeLessThan(exampleConfig.priorities.from);
  });
});

describe('the roles', () => {
  test('that start tasks may nothing on everything but sign in to the registry', () => {
    const others = resources.all('AWS::IAM::Policy').flatMap(([, { PolicyDocument }]) => (PolicyDocument as { Statement: readonly { Action: string | string[]; Resource: unknown }[] }).Statement);
    expect(new Set(others.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action))).toEqual(new Set(['ecr:GetAuthorizationToken']));
  });

  test('let the engine, and a build, do what `banyan plan --iam` prints, to the letter', () => {
    const policies = resources.all('AWS::IAM::Role').flatMap(([, { Policies = [] }]) => Policies as readonly unknown[]);
    const written = JSON.parse(JSON.stringify(POLICY), asCdkWrites) as unknown;
    expect(policies).toEqual([{ PolicyName: 'banyan', PolicyDocument: written }, { PolicyName: 'banyan', PolicyDocument: written }]);
  });

  test('are assumed by tasks, and by one branch of one repository at GitHub', () => {
    const trusted = resources.all('AWS::IAM::Role').filter(([id]) => /^(Engine|Build)Role/.test(id)).map(([, { AssumeRolePolicyDocument }]) => (AssumeRolePolicyDocument as { Statement: readonly { Action: string; Condition?: unknown }[] }).Statement[0]);
    expect(trusted.map((statement) => [statement?.Action, statement?.Condition])).toEqual([
      ['sts:AssumeRole', undefined],
      ['sts:AssumeRoleWithWebIdentity', { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com', 'token.actions.githubusercontent.com:sub': 'repo:shop/migrations:ref:refs/heads/main' } }],
    ]);
  });
});

/** A list of one it writes as that one, which means the same to IAM. */
function asCdkWrites(member: string, value: unknown): unknown {
  return ['Action', 'Resource'].includes(member) && Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value;
}

test('a user’s TypeScript, as strict as `cdk init` sets it up, finds no fault', () => {
  const tsc = join(HERE, '..', '..', 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', HERE], { encoding: 'utf8' });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
}, 60_000);

// AWS's own linter for templates, with the schema of every resource type. W3010 is of the example's zones.
const isThere = spawnSync('cfn-lint', ['--version']).status === 0;
(isThere ? test : test.skip)('cfn-lint finds no fault in the template (it is on the PATH)', () => {
  const directory = mkdtempSync(join(tmpdir(), 'template-'));
  const file = join(directory, 'shop.template.json');
  writeFileSync(file, JSON.stringify(template.toJSON()));
  const { stdout, status } = spawnSync('cfn-lint', ['--regions', 'eu-central-1', '--ignore-checks', 'W3010', '--', file], { encoding: 'utf8' });
  rmSync(directory, { recursive: true });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
}, 60_000);

onMoto(template.toJSON());
