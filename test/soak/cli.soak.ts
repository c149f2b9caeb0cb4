import { test } from '@jest/globals';
import { createCliClient } from '../sandbox/clients/cli-client.ts';
import { followTables } from '../sandbox/clients/follow-tables.ts';
import { openSandboxPlace } from '../sandbox/clients/open-place.ts';
import { HAS } from '../sandbox/clients/other-clients.ts';

/** Operations that the CLI sends to a host of another name: there is no setting against it but in the SDKs. */
const ELSEWHERE = new Set(['DiscoverInstances', 'DiscoverInstancesRevision']);

/** Some hundred calls of a second each. `SOAK=short` is one in ten operations. */
const short = process.env['SOAK'] === 'short';
let count = 0;

if (HAS.cli) followTables({ open: openSandboxPlace, client: createCliClient, only: (_table, operation) => !ELSEWHERE.has(operation) && (!short || count++ % 10 === 0), timeoutMs: 120_000 });
else test.skip('the AWS CLI does what the tables say (there is none on the PATH)', () => undefined);
