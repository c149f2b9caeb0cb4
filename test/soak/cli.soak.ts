import { test } from '@jest/globals';
import { createCliClient } from '../sandbox/clients/cli-client.ts';
import { followTables } from '../sandbox/clients/follow-tables.ts';
import { openSandboxPlace } from '../sandbox/clients/open-place.ts';
import { HAS } from '../sandbox/clients/other-clients.ts';

/** The CLI sends the first two to a host of another name, against which only the SDKs have a setting, and wants a plugin for the third. */
const LEFT_OUT = new Set(['DiscoverInstances', 'DiscoverInstancesRevision', 'ExecuteCommand']);

/** Some four hundred calls of a second each. `SOAK=short` is one in ten operations. */
const short = process.env['SOAK'] === 'short';
let count = 0;

if (HAS.cli) followTables({ open: openSandboxPlace, client: createCliClient, only: (_table, operation) => !LEFT_OUT.has(operation) && (!short || count++ % 10 === 0), timeoutMs: 120_000 });
else test.skip('the AWS CLI does what the tables say (there is none on the PATH)', () => undefined);
