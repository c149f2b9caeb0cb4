import { expect, test } from '@jest/globals';
import { read } from '../support/source-files.ts';

/** What the shop's programs have alike, though none imports another: each could be given away by itself. A change to one copy is a change to all. */
const REPEATED: readonly (readonly [readonly string[], readonly string[]])[] = [
  [['legacy-sample', 'services/accounts', 'services/orders'], ['database/database.ts', 'database/connect.ts', 'database/fenced-by.ts', 'database/is-unreachable.ts', 'discovery/fetch-named.ts', 'events/bell.ts', 'events/event-bus.ts', 'events/inbox.ts', 'events/open-bus.ts', 'events/outbox.ts', 'events/postgres-bus.ts', 'events/sns-sqs-bus.ts', 'events/start-events.ts']],
  [['services/accounts', 'services/orders'], ['database/migrate.ts', 'database/open-database.ts', 'store/migrations/0002-events.sql']],
  [['legacy-sample', 'services/catalog', 'services/accounts', 'services/orders'], ['http/serve.ts']],
  [['services/catalog', 'services/accounts', 'services/orders'], ['routes/log-requests.ts', 'routes/open-api.ts', 'routes/reply.ts', 'Dockerfile']],
];

test.each(REPEATED.flatMap(([folders, files]) => files.map((file) => [file, folders] as const)))('%s is the same in %j', (file, folders) => {
  const [first, ...others] = folders.map((folder) => read(`${folder}/${file}`));
  for (const other of others) expect(other).toBe(first);
});

test('the monolith writes and hears events in the same tables as the services', () => {
  expect(read('legacy-sample/events/events.sql')).toBe(read('services/orders/store/migrations/0002-events.sql'));
});
