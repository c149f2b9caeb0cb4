import { openStores, type Stores } from '../../demo/postgres/stores.ts';

/** A PostgreSQL server of this test's own, which keeps nothing. */
export type PostgresServer = Stores;

/** Starts PostgreSQL on a free port, with logical replication: the one that npm installs, whoever runs the tests. */
export function startPostgres(): Promise<PostgresServer> {
  return openStores();
}
