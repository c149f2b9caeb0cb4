import { expect, test } from '@jest/globals';
import { followTables } from './follow-tables.ts';
import { createJavascriptClient } from './javascript-client.ts';
import { offeredOperations } from './offered.ts';
import { openSandboxPlace } from './open-place.ts';
import { TABLES } from './tables/all.ts';

followTables({ open: openSandboxPlace, client: createJavascriptClient });

test('the tables have a row for every operation of the sandbox, and no other', async () => {
  const rows = Object.fromEntries(TABLES.map(({ service, rows }) => [service, Object.keys(rows).toSorted()]));
  expect(rows).toEqual(await offeredOperations());
});
