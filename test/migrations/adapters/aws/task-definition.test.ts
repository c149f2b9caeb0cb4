import { expect, test } from '@jest/globals';
import { asInput, renderTaskDefinition, variablesOf, withVariable } from '../../../../migrations/adapters/aws/task-definition.ts';
import type { ServiceSpec } from '../../../../migrations/ports/container-service.ts';

const spec: ServiceSpec = {
  group: 'catalog',
  targetGroup: 'banyan-catalog',
  candidate: { service: 'catalog', image: 'shop/catalog:1', cpu: 256, memory: 512, port: 3000, health: '/healthz', environment: { B: '2', A: '1' }, desired: 2, discovery: 'catalog' },
};
const aws = { region: 'eu-central-1', listener: '', cluster: 'shop', network: { subnets: [], securityGroups: [], publicIp: false } };

test('a candidate is one container on Fargate, with its environment in order', () => {
  expect(renderTaskDefinition(spec, aws)).toMatchObject({
    family: 'catalog',
    networkMode: 'awsvpc',
    cpu: '256',
    memory: '512',
    containerDefinitions: [{ name: 'catalog', image: 'shop/catalog:1', portMappings: [{ containerPort: 3000 }], environment: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }], stopTimeout: 30 }],
  });
});

test('secrets are named, never shown', () => {
  const { containerDefinitions } = renderTaskDefinition({ ...spec, candidate: { ...spec.candidate, secrets: { TOKEN: '/shop/token', DATABASE_URL: '/shop/orders/database-url' } } }, aws);
  expect(containerDefinitions?.[0]?.secrets).toEqual([{ name: 'DATABASE_URL', valueFrom: '/shop/orders/database-url' }, { name: 'TOKEN', valueFrom: '/shop/token' }]);
  expect(renderTaskDefinition(spec, aws).containerDefinitions?.[0]).not.toHaveProperty('secrets');
});

test('logs are written where there is a role to write them with, and not otherwise', () => {
  const [container] = renderTaskDefinition(spec, aws).containerDefinitions ?? [];
  expect(container).not.toHaveProperty('logConfiguration');
  const [logged] = renderTaskDefinition(spec, { ...aws, executionRole: 'arn:role' }).containerDefinitions ?? [];
  expect(logged?.logConfiguration).toMatchObject({ logDriver: 'awslogs', options: { 'awslogs-group': '/banyan/catalog', 'awslogs-region': 'eu-central-1' } });
});

test('a described revision becomes the input of the next one, without what ECS added and with members nobody knows yet', () => {
  const described = { ...renderTaskDefinition(spec, aws), taskDefinitionArn: 'arn', revision: 7, status: 'ACTIVE' as const, registeredBy: 'somebody', memberOfTomorrow: 'kept' };
  const { tags: _, ...rest } = described;
  const input = withVariable(asInput(rest), 'A', '9');
  expect(variablesOf(input)).toEqual({ A: '9', B: '2' });
  expect(input).toMatchObject({ family: 'catalog', memberOfTomorrow: 'kept' });
  for (const member of ['taskDefinitionArn', 'revision', 'status', 'registeredBy']) expect(input).not.toHaveProperty(member);
});
