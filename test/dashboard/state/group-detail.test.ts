import { expect, test } from '@jest/globals';
import { lookAtAll } from '../../../dashboard/looking/look.ts';
import { detailOf } from '../../../dashboard/state/group-state.ts';
import { NO_HISTORY } from '../../../dashboard/state/split-history.ts';
import { run } from '../../../migrations/engine/drive.ts';
import { createFakeWorld } from '../../support/fake-world.ts';

test('decisions are told however much the engine has written since', async () => {
  const { engine, migration, ports } = createFakeWorld();
  await run(engine, migration, { why: 'test', pollMs: 1, patienceMs: 1_000, until: { kind: 'shadow', percent: 100 } });
  const { length } = await ports.journal.read(migration.id);
  for (let n = length; n < length + 500; n++) await ports.journal.append(migration.id, n, { kind: 'verdict', stop: 'shadow', at: new Date(n).toISOString(), who: 'tester', why: 'run', verdicts: [] });

  const [looked] = await lookAtAll(engine, { begin: () => undefined, ports }, [migration]);
  const { journal } = detailOf(looked!, NO_HISTORY, 1, 0);
  expect(journal.length).toBe(length + 500);
  expect(journal.decisions.map(({ what }) => what)).toEqual(['moved from front to shadow', 'moved from deploy to front', 'saw shop/catalog:1 healthy at deploy', 'moved from start to deploy']);
  expect(journal.lines).toHaveLength(120);
  expect(journal.lines[0]?.number).toBe(length + 499);
});
