import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCliClient, runCli } from './cli-client.ts';
import { createJavascriptClient } from './javascript-client.ts';
import { followTables } from './follow-tables.ts';
import { openSandboxPlace, type OpenPlace } from './open-place.ts';
import { HAS } from './other-clients.ts';

/** One of each service; `npm run soak` has the CLI follow all. */
const FOLLOWED = new Set(['DescribeAccountLimits', 'ListTaskDefinitionFamilies', 'GetInstance', 'DescribeScalingPolicies', 'ListMetrics', 'GetCallerIdentity']);

if (HAS.cli) {
  followTables({ open: openSandboxPlace, client: createCliClient, only: (_table, operation) => FOLLOWED.has(operation) });

  describe('the AWS CLI', () => {
    let sandbox: OpenPlace;
    beforeAll(async () => {
      sandbox = await openSandboxPlace();
      const setter = createJavascriptClient(sandbox.endpoint);
      for (const clusterName of ['a', 'b', 'c']) await setter.call('ecs', 'CreateCluster', { clusterName });
      setter.close();
    });
    afterAll(() => sandbox.close());

    test('follows pages by itself, and goes on where it was told to stop', async () => {
      const [all, first] = await Promise.all([['--page-size', '1'], ['--max-items', '2']].map((paging) => list(...paging)));
      expect(all).toEqual({ clusterArns: [expect.stringMatching(/\/a$/), expect.stringMatching(/\/b$/), expect.stringMatching(/\/c$/)] });
      expect(first).toEqual({ clusterArns: [expect.stringMatching(/\/a$/), expect.stringMatching(/\/b$/)], NextToken: expect.any(String) });
      expect(await list('--starting-token', (first as { NextToken: string }).NextToken)).toEqual({ clusterArns: [expect.stringMatching(/\/c$/)] });
    });

    test('ends with 255, or 254 from its second version on, where it is refused, and says by which code', async () => {
      const { status, stdout, stderr } = await runCli(sandbox.endpoint, ['ecs', 'list-services', '--cluster', 'nobody']);
      expect([254, 255]).toContain(status);
      expect(stdout).toBe('');
      expect(stderr).toContain('An error occurred (ClusterNotFoundException) when calling the ListServices operation: Cluster not found.');
    });

    async function list(...paging: readonly string[]): Promise<unknown> {
      return JSON.parse((await runCli(sandbox.endpoint, ['ecs', 'list-clusters', ...paging])).stdout);
    }
  });
} else {
  test.skip('the AWS CLI does what the tables say (there is none on the PATH)', () => undefined);
}
