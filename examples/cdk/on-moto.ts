import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient, type Service, type TaskDefinition } from '@aws-sdk/client-ecs';
import { DescribeListenersCommand, DescribeRulesCommand, DescribeTargetGroupsCommand, ElasticLoadBalancingV2Client, type TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { IamPolicy } from '../../migrations/policy/iam-policy.ts';
import { openMoto, type Moto } from '../../test/sandbox/clients/moto/start-moto.ts';
import { HAS } from '../../test/sandbox/clients/other-clients.ts';
import { runCli } from '../../test/support/run-cli.ts';
import { aws, deployToMoto, type Endpoint } from './deploy-to-moto.ts';

const MIGRATION = `import { defineMigration, ecsService, front, parity, routeGroup, shadow, weight } from 'banyan';
export default defineMigration({
  group: routeGroup('catalog', ['GET /api/products']),
  candidate: ecsService({ image: 'shop/catalog:1', cpu: 256, memory: 512, port: 3000, health: '/healthz' }),
  steps: [front(), shadow({ percent: 100, until: parity({ mismatchBelow: 0.01 }) }), weight({ percents: [100] })],
});\n`;

/** Moto is another's AWS: it takes the template as CloudFormation does, and its ELB, ECS and IAM tell what came of it. */
export function onMoto(template: unknown): void {
  const describeIfThere = HAS.moto && HAS.cli ? describe : describe.skip;
  describeIfThere('the stack, deployed (moto_server and the AWS CLI are on the PATH)', () => testDeployed(template));
}

function testDeployed(template: unknown): void {
  let moto: Moto;
  let endpoint: Endpoint;
  let stack: Awaited<ReturnType<typeof deployToMoto>>;
  let elb: ElasticLoadBalancingV2Client;
  let ecs: ECSClient;
  beforeAll(async () => {
    moto = await openMoto();
    endpoint = { ...moto.endpoint, region: 'eu-central-1' };
    const client = { endpoint: endpoint.url, region: endpoint.region, credentials: endpoint.credentials };
    elb = new ElasticLoadBalancingV2Client(client);
    ecs = new ECSClient(client);
    stack = await deployToMoto(template, endpoint);
  }, 240_000);
  afterAll(() => moto.close());

  const targetGroups = async (): Promise<ReadonlyMap<string, TargetGroup>> => new Map((await elb.send(new DescribeTargetGroupsCommand({}))).TargetGroups?.map((group) => [group.TargetGroupArn ?? '', group]));
  const listener = async () => (await elb.send(new DescribeListenersCommand({ LoadBalancerArn: [...(await targetGroups()).values()][0]?.LoadBalancerArns?.[0] }))).Listeners?.[0];
  const serviceOf = async (name: string): Promise<Service | undefined> => (await ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: [name] }))).services?.[0];
  const taskOf = async (name: string): Promise<TaskDefinition | undefined> => (await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: name }))).taskDefinition;

  test('everything is there that CloudFormation was asked for', () => {
    expect(stack.asked).toBeGreaterThan(40);
    expect(stack.made).toBe(stack.asked);
  });

  test('the listener sends callers to the monolith, and only who says the operators’ header to the proxy', async () => {
    const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: (await listener())?.ListenerArn }));
    const groups = await targetGroups();
    const told = Rules.map(({ Priority, Conditions = [], Actions = [] }) => [Priority, Conditions.map(({ HttpHeaderConfig: header }) => [header?.HttpHeaderName, ...(header?.Values ?? [])]), groups.get(Actions[0]?.TargetGroupArn ?? '')?.HealthCheckPath]);
    expect(told).toHaveLength(2);
    expect(told).toEqual(expect.arrayContaining([['50', [['x-banyan-operator', 'proxy']], '/banyan/healthz'], ['default', [], '/']]));
  });

  test.each([
    ['banyan-proxy', 1, 1],
    ['banyan-mover', 0, 1],
    ['banyan-engine', 0, 0],
  ])('%s runs its own task definition, with %i target groups and %i names', async (name, behind, names) => {
    const service = await serviceOf(name);
    const { revision } = (await taskOf(name)) ?? {};
    expect(service).toMatchObject({ status: 'ACTIVE', launchType: 'FARGATE', taskDefinition: expect.stringMatching(`task-definition/${name}:${revision}$`) });
    expect(service?.loadBalancers).toHaveLength(behind);
    expect(service?.serviceRegistries).toHaveLength(names);
    expect(service?.networkConfiguration?.awsvpcConfiguration).toMatchObject({ assignPublicIp: 'DISABLED', subnets: [expect.any(String), expect.any(String)] });
  });

  test.each(['banyan-proxy', 'banyan-engine'])('%s has no secret in its plain environment, and what starts it may read just those that it names', async (name) => {
    const { containerDefinitions: [container] = [], executionRoleArn = '' } = (await taskOf(name)) ?? {};
    const secrets = container?.secrets?.map(({ valueFrom = '' }) => valueFrom) ?? [];
    expect(secrets).toHaveLength(3);
    expect(container?.environment?.filter((variable) => /TOKEN|SECRET/.test(variable.name ?? ''))).toEqual([]);
    const readable = (await statementsOf(executionRoleArn)).filter(({ Action }) => [Action].flat().includes('secretsmanager:GetSecretValue')).flatMap(({ Resource }) => Resource);
    expect(readable.toSorted()).toEqual(secrets.toSorted());
  });

  async function statementsOf(roleArn: string): Promise<IamPolicy['Statement']> {
    const role = roleArn.split('/').at(-1) ?? '';
    const { PolicyNames: [name = ''] } = (await aws(endpoint, 'iam', 'list-role-policies', '--role-name', role)) as { PolicyNames: readonly string[] };
    const { PolicyDocument } = (await aws(endpoint, 'iam', 'get-role-policy', '--role-name', role, '--policy-name', name)) as { PolicyDocument: IamPolicy };
    return PolicyDocument.Statement;
  }

  test('`banyan plan --iam` finds the proxy, and asks for the roles of its tasks and for their family', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'beside-'));
    try {
      const config = {
        aws: { region: endpoint.region, listener: (await listener())?.ListenerArn, cluster: 'shop', network: { subnets: ['subnet-1'], securityGroups: [] }, endpoint: endpoint.url },
        proxy: { service: 'banyan-proxy', targetGroup: 'banyan-proxy', discovery: 'banyan-proxy', reportPort: 9901 },
        namespace: 'shop.internal',
        unleash: { url: 'http://127.0.0.1:9', project: 'default', environment: 'production' },
        migrations: '.',
      };
      writeFileSync(join(directory, 'banyan.config.json'), JSON.stringify(config));
      writeFileSync(join(directory, '0001-catalog.migration.ts'), MIGRATION.replace("'banyan'", JSON.stringify(join(import.meta.dirname, '..', '..', 'index.ts'))));
      const { status, out, err } = await runCli(['plan', '--iam'], { directory, environment: { UNLEASH_ADMIN_TOKEN: 'x', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' } });
      expect({ status, err }).toEqual({ status: 0, err: '' });
      const statements = (JSON.parse(out) as IamPolicy).Statement;
      const proxy = await taskOf('banyan-proxy');
      const on = (action: string) => statements.find(({ Action }) => Action.includes(action))?.Resource;
      expect(on('iam:PassRole')).toEqual([proxy?.executionRoleArn, proxy?.taskRoleArn]);
      expect(on('ecs:RegisterTaskDefinition')).toEqual(['catalog', 'banyan-proxy'].map((family) => `arn:aws:ecs:eu-central-1:123456789012:task-definition/${family}:*`));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
}
