import { expect, test } from '@jest/globals';
import { configSchema } from '../../../cli/config/config-schema.ts';
import { exampleConfig } from '../../support/example-config.ts';

const problems = (changed: object) => configSchema.safeParse({ ...exampleConfig, ...changed }).error?.issues.map(({ path }) => path.join('.')) ?? [];

test.each(['http://prometheus:9090', 'http://localhost:9090', 'http://10.0.0.5/hook', 'http://[::1]:9090', 'https://ops.example/banyan'])('%s is an address like any other', (url) => {
  expect(problems({ notifications: [{ url }], stats: { from: { prometheus: url } }, unleash: { url } })).toEqual([]);
});

test.each(['ftp://ops.example', 'ops.example', 'env:', ''])('%s is none', (url) => {
  expect(problems({ notifications: [{ url }], unleash: { url } })).toEqual(['unleash.url', 'notifications.0.url']);
});
