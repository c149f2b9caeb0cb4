import { expect, test } from '@jest/globals';
import { until } from '../../support/until.ts';
import { addressOf, startEcsFixture } from '../support/ecs-fixture.ts';

test('closing ends every task, also one that ignores SIGTERM and one that drains', async () => {
  const fixture = await startEcsFixture({ drainMs: 60_000 });
  await fixture.define({ environment: [{ name: 'IGNORE_SIGTERM', value: '1' }] });
  await fixture.createService({ desiredCount: 2 });
  await fixture.steady();
  const addresses = (await fixture.tasks()).map(addressOf);
  for (const address of addresses) await until(() => fetch(`http://${address}:8080/`).catch(() => undefined));
  await fixture.close();
  for (const address of addresses) await expect(fetch(`http://${address}:8080/`)).rejects.toThrow('fetch failed');
});
