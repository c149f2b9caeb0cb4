import { test } from '@jest/globals';
import { createBoto3Client } from './boto3-client.ts';
import { followTables } from './follow-tables.ts';
import { openSandboxPlace } from './open-place.ts';
import { HAS } from './other-clients.ts';

if (HAS.boto3) followTables({ open: openSandboxPlace, client: createBoto3Client });
else test.skip('boto3 does what the tables say (there is no python3 with boto3 on the PATH)', () => undefined);
