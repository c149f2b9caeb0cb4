import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from '../client.ts';
import { askBy, conforms, followRow, type Finding } from '../follow-row.ts';
import { createJavascriptClient } from '../javascript-client.ts';
import { HAS } from '../other-clients.ts';
import type { Row, ServiceTable } from '../row.ts';
import { TABLES } from '../tables/all.ts';
import { MOTO_DEVIATIONS } from './moto-deviations.ts';
import { openMoto, type Moto } from './start-moto.ts';

/** Holds moto against these rows of the tables: it must do what they say but for what is named, and that no more than is named. */
export function followMoto(only: (operation: string) => boolean): void {
  if (!HAS.moto) return test.skip('moto does what the tables say, but for what is named (there is no moto_server on the PATH)', () => undefined);
  let moto: Moto;
  let client: Client;
  beforeAll(async () => {
    moto = await openMoto();
    client = createJavascriptClient(moto.endpoint);
  }, 60_000);
  afterAll(async () => {
    client.close();
    await moto.close();
  });

  describe.each(TABLES)('moto: $service', (table) => {
    for (const [operation, row] of Object.entries(table.rows).filter(([name]) => only(name))) {
      const known = Object.entries(MOTO_DEVIATIONS[table.service][operation] ?? {});
      test(known.length === 0 ? operation : `${operation}, but: ${known.map((each) => each.join(': ')).join('; ')}`, async () => {
        expect(await deviations(table, operation, row)).toEqual(Object.fromEntries(known.map(([part, instead]) => [part, instead.split(':')[0]])));
      });
    }
  });

  /** What it does instead, by the part of the row. Each row has a moto of its own, so that what one of them leaves behind is not seen by another. */
  async function deviations({ service, scene }: ServiceTable, operation: string, row: Row): Promise<Readonly<Record<string, string>>> {
    const ask = askBy(client);
    const ids = await scene(ask, await moto.renew(service));
    const given = await row.given?.(ask, ids).catch(() => 'none' as const);
    if (given === 'none') return { scene: 'cannot be set' };
    const findings = await followRow({ client, service, operation, ids: { ...ids, ...given }, patienceMs: 50 }, row);
    return Object.fromEntries(findings.filter((finding) => !conforms(codeOnly(finding))).map((finding) => [finding.part, insteadOf(finding)]));
  }
}

/** Statuses are left out: those of Cloud Map are not known for sure. */
function codeOnly({ expected, ...finding }: Finding): Finding {
  return { ...finding, expected: 'refused' in expected ? { refused: { code: (expected.refused as { code: string }).code } } : expected };
}

function insteadOf({ expected, seen }: Finding): string {
  if ('answer' in seen) return 'refused' in expected ? 'takes it' : 'answers otherwise';
  // A page of HTML, which the SDK cannot read.
  if ('failed' in seen || (seen.refused.status === 500 && ['SyntaxError', 'Error'].includes(seen.refused.code))) return 'breaks';
  return `refuses with ${seen.refused.code}`;
}
