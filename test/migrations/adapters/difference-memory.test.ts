import { expect, test } from '@jest/globals';
import { NOTHING_COUNTED } from '../../../domain/counters.ts';
import { NO_NOISE } from '../../../domain/noise.ts';
import type { ProxyReport } from '../../../domain/proxy-report.ts';
import { createDifferenceMemory } from '../../../migrations/adapters/difference-memory.ts';

const routes = (compared: number) => [{ route: 'GET /a', compared }];
const report = (proxy: string, compared: number, group = 'catalog'): ProxyReport => ({
  proxy,
  startedAt: 1,
  flags: 'fresh',
  groups: { [group]: { ...NOTHING_COUNTED, routes: compared > 0 ? routes(compared) : [], differences: [], noise: NO_NOISE } },
});

test('remembers of each proxy what was read last, whether it is still there or not, group by group', () => {
  const memory = createDifferenceMemory();
  memory.look('catalog', [report('one', 3), report('other', 4)]);
  expect(memory.look('catalog', [report('one', 5), report('fresh', 1), report('idle', 0)])).toEqual({
    one: { routes: routes(5), differences: [] },
    other: { routes: routes(4), differences: [] },
    fresh: { routes: routes(1), differences: [] },
  });
  expect(memory.look('orders', [report('one', 5)])).toEqual({});
  expect(memory.look('constructor', [report('one', 5)])).toEqual({});
});

test('forgets those read longest ago where proxies come and go for ever', () => {
  const memory = createDifferenceMemory();
  for (let i = 0; i < 500; i++) memory.look('catalog', [report('steady', i + 1), report(`passing-${i}`, 1)]);
  const known = Object.keys(memory.look('catalog', []));
  expect(known).toHaveLength(100);
  expect(known).toContain('steady');
  expect(known).toContain('passing-499');
});
