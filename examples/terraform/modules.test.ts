import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SETTINGS } from '../../proxy/config/config.ts';
import { exampleConfig } from '../../test/support/example-config.ts';
import { CANDIDATES_START_MAY, ON_THE_LISTENER, SCALING, SERVICES } from '../what-both-make.ts';
import { evaluate, readModules, terraform, type Block, type Made, type Module } from './evaluate.ts';
import { CALLS } from './inputs.ts';
import { refused, schemaOf } from './provider-schema.ts';
import { only, policyOf, scalingMade, serviceMade } from './read-made.ts';

const HERE = import.meta.dirname;
const isThere = terraform(HERE, 'version').status === 0;
const evaluated = isThere ? test : test.skip;

let modules: ReadonlyMap<string, Module>;
let made: ReadonlyMap<string, readonly Made[]>;
let directory: string;
beforeAll(async () => {
  modules = await readModules();
  directory = mkdtempSync(join(tmpdir(), 'modules-'));
  made = isThere ? evaluate(modules, CALLS, directory) : new Map();
}, 60_000);
afterAll(() => rmSync(directory, { recursive: true }));
const madeBy = (name: string): readonly Made[] => made.get(name) ?? [];

test('every variable is used, and none is that is not declared', () => {
  expect(modules.size).toBe(6);
  for (const { variable = {}, ...rest } of modules.values()) {
    const used = new Set([...JSON.stringify(rest).matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name));
    expect([...used].toSorted()).toEqual(Object.keys(variable));
  }
});

describe('by the schema of AWS’s provider', () => {
  evaluated('every resource has arguments that it knows, all that it needs, and each of its kind', () => {
    const all = [...made.values()].flat();
    expect(all.length).toBeGreaterThan(30);
    expect(all.flatMap(({ type, name, values }) => refused(schemaOf(type), values).map((fault) => `${type}.${name}: ${fault}`))).toEqual([]);
  });

  test.each<[Block, string]>([
    [{ name: 'x', taks_definition: 'y' }, 'taks_definition is not known'],
    [{}, 'name is missing'],
    [{ name: 'x', load_balancer: [{ container_name: 'y' }] }, 'load_balancer.container_port is missing'],
    [{ name: 'x', cluster: ['y'] }, 'cluster is a value, not a list'],
  ])('%j is refused for a service', (values, fault) => {
    expect(refused(schemaOf('aws_ecs_service'), values)).toEqual([fault]);
  });

  test('a resource asks others only for what they tell', () => {
    const asked = [...modules.values()].flatMap((module) => [...JSON.stringify(module).matchAll(/\b(data\.)?(aws_\w+)\.\w+\.(\w+)/g)].map(([, data, type = '', attribute = '']) => ({ type: data ? `data-${type}` : type, attribute })));
    expect(asked.length).toBeGreaterThan(20);
    // Beside its arguments, whatever a resource is it tells its id and where it is.
    expect(asked.filter(({ type, attribute }) => !schemaOf(type).has(attribute) && !['id', 'arn', 'arn_suffix', 'account_id', 'partition'].includes(attribute))).toEqual([]);
  });
});

describe('what is made is what the CDK constructs make', () => {
  evaluated.each(['proxy', 'engine', 'mover'] as const)('the service of the %s', (name) => {
    expect(serviceMade(madeBy(name), modules.get(name) ?? {})).toEqual(SERVICES[`banyan-${name}`]);
  });

  evaluated('the proxy’s place on the listener, and nothing else on it', () => {
    const group = only(madeBy('proxy'), 'aws_lb_target_group');
    const [health] = group['health_check'] as readonly Block[];
    const rule = only(madeBy('proxy'), 'aws_lb_listener_rule');
    const [{ http_header: [header] }] = rule['condition'] as readonly [{ http_header: readonly [Block] }];
    expect({
      rule: { priority: rule['priority'], header: header['http_header_name'], values: header['values'] },
      targetGroup: {
        name: group['name'], type: group['target_type'], protocol: group['protocol'], port: group['port'], deregistrationDelay: group['deregistration_delay'],
        health: { path: health?.['path'], interval: health?.['interval'], timeout: health?.['timeout'], healthy: health?.['healthy_threshold'], unhealthy: health?.['unhealthy_threshold'] },
      },
    }).toEqual(ON_THE_LISTENER);
    expect([...made.values()].flat().filter(({ type }) => /listener|target_group/.test(type))).toHaveLength(2);
    expect(ON_THE_LISTENER.rule.priority).toBeLessThan(exampleConfig.priorities.from);
  });

  evaluated('its scaling', () => {
    expect(scalingMade(madeBy('proxy'))).toEqual(SCALING);
    expect(only(madeBy('proxy'), 'aws_appautoscaling_target')['resource_id']).toBe('service/shop/aws_ecs_service.proxy.name');
  });

  evaluated('the role that candidates are started by', () => {
    expect(policyOf(madeBy('candidate-role'), 'candidate').flatMap(({ Action }) => Action).toSorted()).toEqual(CANDIDATES_START_MAY);
    expect(only(madeBy('candidate-role'), 'aws_cloudwatch_log_group')).toEqual({ name: '/banyan/catalog', retention_in_days: 30 });
  });
});

test('the proxy’s revisions are Banyan’s and its number is Auto Scaling’s; it is made after its rule', () => {
  expect(modules.get('proxy')?.resource?.['aws_ecs_service']?.['proxy']?.[0]).toMatchObject({ lifecycle: [{ ignore_changes: ['${task_definition}', '${desired_count}'] }], depends_on: ['${aws_lb_listener_rule.operators}'] });
});

evaluated('the proxy has variables that it knows', () => {
  const { environment, secrets } = SERVICES['banyan-proxy'].container;
  expect([...Object.keys(environment), ...secrets].filter((name) => !(name in SETTINGS))).toEqual([]);
});

evaluated('a role may nothing on everything but sign in to the registry, and the engine’s may what `banyan plan --iam` printed, to the letter', () => {
  const statements = [policyOf(madeBy('proxy'), 'execution'), policyOf(madeBy('engine'), 'execution'), policyOf(madeBy('candidate-role'), 'candidate')].flat();
  expect(new Set(statements.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action))).toEqual(new Set(['ecr:GetAuthorizationToken']));
  expect(only(madeBy('engine-role'), 'aws_iam_role_policy')['policy']).toBe(CALLS['engine-role']?.['policy']);
});

evaluated('Terraform finds nothing to format', () => {
  const { status, stdout, stderr } = terraform(HERE, 'fmt', '-check', '-diff', '-recursive');
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});

// It asks the provider itself, which has to be downloaded: not on a machine that reaches no registry of Terraform's.
const hasProvider = isThere && process.env['TERRAFORM_VALIDATE'] === '1';
(hasProvider ? test.each : test.skip.each)(['task', 'proxy', 'engine-role', 'engine', 'mover', 'candidate-role'])('Terraform finds the module %s valid (TERRAFORM_VALIDATE=1)', (name) => {
  expect(terraform(join(HERE, name), 'init', '-backend=false', '-input=false')).toMatchObject({ status: 0 });
  expect(terraform(join(HERE, name), 'validate')).toMatchObject({ status: 0 });
}, 120_000);
