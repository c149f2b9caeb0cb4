import { expect, test } from '@jest/globals';
import { configSchema } from '../../../cli/config/config-schema.ts';
import { describeIssues } from '../../../migrations/files/parse-definition.ts';
import { exampleConfig } from '../../support/example-config.ts';

const problems = (changed: object) => configSchema.safeParse({ ...exampleConfig, ...changed }).error?.issues.map(({ path }) => path.join('.')) ?? [];

test.each(['http://prometheus:9090', 'http://localhost:9090', 'http://127.0.0.1:9090', 'http://10.0.0.5/hook', 'http://[::1]:9090', 'https://ops.example/banyan'])('%s is an address like any other', (url) => {
  expect(problems({ notifications: [{ url }], stats: { from: { prometheus: url } }, unleash: { url }, mover: { url } })).toEqual([]);
});

test.each(['ftp://ops.example', 'ops.example', 'env:', ''])('%s is none', (url) => {
  expect(problems({ notifications: [{ url }], unleash: { url }, mover: { url } })).toEqual(['unleash.url', 'mover.url', 'notifications.0.url']);
});

test('what zod says by itself is said in our words', () => {
  const { error } = configSchema.safeParse({ aws: { region: 7, cluster: '', network: { subnets: [] } }, namespace: null });
  const told = describeIssues(error?.issues ?? []).split('\n');
  expect(told).toEqual(expect.arrayContaining(['  aws.region: must be a string, and is a number', '  aws.listener: is missing', '  aws.cluster: is empty', '  aws.network.subnets: is empty', '  namespace: must be a string, and is null', '  proxy: is missing']));
});

test('every problem is told at once, with its place', () => {
  const { error } = configSchema.safeParse({ ...exampleConfig, aws: { ...exampleConfig.aws, listener: 'arn:nonsense', lissener: 1 }, priorities: { from: 10, to: 5 } });
  const told = describeIssues(error?.issues ?? []);
  for (const words of ['aws.listener: is not the ARN', 'aws: Unrecognized key: "lissener"', 'priorities: must have from ≤ to']) expect(told).toContain(words);
});
