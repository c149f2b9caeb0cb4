import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from '@cdktf/hcl2json';
import { SETTINGS } from '../../proxy/config/config.ts';
import { exampleConfig } from '../../test/support/example-config.ts';

const HERE = import.meta.dirname;

/** A block's attributes; blocks inside of it are lists. */
type Block = Readonly<Record<string, unknown>>;
interface Module {
  readonly resource: Readonly<Record<string, Readonly<Record<string, readonly [Block]>>>>;
  readonly variable: Readonly<Record<string, readonly [Block]>>;
}

let module: Module;
beforeAll(async () => {
  const text = readdirSync(HERE).filter((name) => name.endsWith('.tf')).map((name) => readFileSync(join(HERE, name), 'utf8')).join('\n');
  module = (await parse('module.tf', text)) as Module;
});
const resource = (type: string, name = 'proxy'): Block => module.resource[type]?.[name]?.[0] ?? {};

test('every variable is used, and none is that is not declared', () => {
  const used = new Set([...JSON.stringify(module.resource).matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name));
  expect(used.size).toBeGreaterThan(10);
  expect([...used].toSorted()).toEqual(Object.keys(module.variable).toSorted());
});

describe('the proxy', () => {
  test('has an environment that it knows', () => {
    const container = String(resource('aws_ecs_task_definition')['container_definitions']);
    const names = [...container.matchAll(/\{ name = "([A-Z_]+)", value/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(7);
    expect(names.filter((name) => !(name in SETTINGS))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['LEGACY_URL', 'UNLEASH_URL', 'UNLEASH_TOKEN', 'BANYAN_ADMIN_TOKEN']));
  });

  test('is a service that is never short of tasks, whose revisions are Banyan’s, and which is made after its rule', () => {
    expect(resource('aws_ecs_service')).toMatchObject({
      deployment_minimum_healthy_percent: 100,
      deployment_circuit_breaker: [{ enable: true, rollback: true }],
      lifecycle: [{ ignore_changes: ['${task_definition}'] }],
      depends_on: ['${aws_lb_listener_rule.operators}'],
    });
  });

  test('is attached by a rule that no caller meets, outside of Banyan’s priorities; the listener itself is nobody’s here', () => {
    expect(resource('aws_lb_listener_rule', 'operators')).toMatchObject({ condition: [{ http_header: [{ http_header_name: 'x-banyan-operator', values: ['proxy'] }] }] });
    expect(Number(module.variable['priority']?.[0]['default'])).toBeLessThan(exampleConfig.priorities.from);
    expect(Object.keys(module.resource)).not.toContain('aws_lb_listener');
    expect(Object.keys(module.resource['aws_lb_listener_rule'] ?? {})).toEqual(['operators']);
  });

  test('takes callers from the load balancer and operators from the engine, and nobody else', () => {
    const rules = Object.values(module.resource['aws_vpc_security_group_ingress_rule'] ?? {}).map(([rule]) => rule['referenced_security_group_id']);
    expect(rules).toEqual(['${var.load_balancer_security_group_id}', '${var.engine_security_group_id}']);
  });
});

test('the roles may nothing by a wildcard, and the engine’s may what `banyan plan --iam` printed, to the letter', () => {
  expect(String(resource('aws_iam_role_policy', 'execution')['policy'])).not.toMatch(/Resource = "\*"|Action = \[?"\*/);
  expect(resource('aws_ecs_task_definition')).not.toHaveProperty('task_role_arn');
  expect(resource('aws_iam_role_policy', 'engine')).toMatchObject({ policy: '${var.engine_policy}' });
});

const terraform = (...args: string[]) => spawnSync('terraform', args, { cwd: HERE, encoding: 'utf8', env: { ...process.env, CHECKPOINT_DISABLE: 'true', TF_IN_AUTOMATION: 'true' }, timeout: 60_000 });
const isThere = terraform('version').status === 0;

(isThere ? test : test.skip)('Terraform finds nothing to format (it is on the PATH)', () => {
  const { status, stdout, stderr } = terraform('fmt', '-check', '-diff');
  expect({ status, stdout, stderr }).toMatchObject({ status: 0, stdout: '' });
});

// It asks the provider, which has to be downloaded: not on a machine that reaches no registry of Terraform's.
const hasProvider = isThere && process.env['TERRAFORM_VALIDATE'] === '1';
(hasProvider ? test : test.skip)('Terraform finds the module valid (TERRAFORM_VALIDATE=1)', () => {
  expect(terraform('init', '-backend=false', '-input=false')).toMatchObject({ status: 0 });
  expect(terraform('validate')).toMatchObject({ status: 0 });
}, 120_000);
