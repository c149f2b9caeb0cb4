import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client, Endpoint } from './client.ts';
import { askBy, followRow } from './follow-row.ts';
import { createJavascriptClient } from './javascript-client.ts';
import type { OpenPlace } from './open-place.ts';
import type { Ids, Row, ServiceTable } from './row.ts';
import { TABLES } from './tables/all.ts';

export interface Follower {
  readonly open: () => Promise<OpenPlace>;
  readonly client: (endpoint: Endpoint) => Client;
  /** Absent: all rows. */
  readonly only?: (table: ServiceTable, operation: string) => boolean;
  /** Of a row; Jest's own unless given. */
  readonly timeoutMs?: number;
}

/** A test for every row of every service, by one client in one place. Scenes are set by the SDK for JavaScript. */
export function followTables({ open, client: create, only = () => true, timeoutMs }: Follower): void {
  let place: OpenPlace;
  let client: Client;
  let setter: Client;
  beforeAll(async () => {
    place = await open();
    [client, setter] = [create(place.endpoint), createJavascriptClient(place.endpoint)];
  });
  afterAll(async () => {
    client.close();
    setter.close();
    await place.close();
  });

  const followed = TABLES.map((table) => ({ ...table, rows: Object.entries(table.rows).filter(([operation]) => only(table, operation)) }));
  describe.each(followed.filter(({ rows }) => rows.length > 0))('$service', ({ service, scene, rows }) => {
    let ids: Ids;
    beforeAll(async () => {
      ids = await scene(askBy(setter), place.place);
    });
    for (const [operation, row] of rows) {
      test(titleOf(operation, row), async () => {
        const given = await row.given?.(askBy(setter), ids);
        for (const { expected, seen } of await followRow({ client, service, operation, ids: { ...ids, ...given }, patienceMs: 5_000 }, row)) expect(seen).toMatchObject(expected);
      }, timeoutMs);
    }
  });
}

function titleOf(operation: string, { refused = [] }: Row): string {
  return refused.length === 0 ? operation : `${operation}; refuses ${refused.map(({ what }) => what).join('; ')}`;
}
