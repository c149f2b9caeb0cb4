import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { HTTP_METHODS, patternProblem, parsePattern } from '../../domain/route-group.ts';
import { normalPath } from '../../domain/normal-path.ts';
import { findGroup, pathOf } from '../../domain/route-match.ts';
import { ruleConditions } from '../../domain/rule-conditions.ts';
import { toConditions } from '../../migrations/adapters/aws/rule-shape.ts';
import { readConditions } from '../../sandbox/elbv2/rules/read-conditions.ts';
import { normalizePath } from '../../sandbox/elbv2/traffic/rules/normalize-path.ts';
import { compileRules } from '../../sandbox/elbv2/traffic/rules/rule-table.ts';

const character = fc.constantFrom('a', 'B', '1', '/', '-', '.', '~', '%', '&', '+');
const patternPath = fc.string({ unit: fc.oneof(character.filter((c) => c !== '%'), fc.constantFrom('*', '?')), maxLength: 6 });
const pattern = fc
  .tuple(fc.constantFrom('', ...HTTP_METHODS.map((method) => `${method} `)), patternPath)
  .map(([method, path]) => `${method}/${path}`)
  .filter((text) => patternProblem(text) === undefined);
const target = fc.tuple(fc.string({ unit: fc.oneof(character, fc.constantFrom('/..', '/.', '%61', '%2F', '%2e')), maxLength: 8 }), fc.constantFrom('', '?q=/a', '?')).map(([path, query]) => `/${path}${query}`);

test('the load balancer sends a request to the group exactly if the proxy takes it for the group’s', () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 1, maxLength: 9 }), fc.constantFrom(...HTTP_METHODS), target, (patterns, method, url) => {
      const group = { name: 'group', patterns: patterns.map(parsePattern) };
      // As they go over the wire, read by the witness with all of AWS's limits.
      const rules = ruleConditions(group).map((when, priority) => ({
        arn: '', listenerArn: '', priority, conditions: readConditions(toConditions(when)), transforms: [], authentication: undefined, action: { kind: 'forward' as const, targetGroups: [], stickySeconds: 0 },
      }));
      const facts = { method, path: normalizePath(pathOf(url)), query: url.slice(pathOf(url).length + 1), host: 'shop', rawHeaders: [], sourceIp: '127.0.0.1' };
      const byProxy = findGroup([group], method, normalPath(pathOf(url))) !== undefined;
      expect(compileRules(rules)(facts) !== undefined).toBe(byProxy);
      if (byProxy) taken += 1;
    }),
    { numRuns: 3_000 },
  );
  expect(taken).toBeGreaterThan(100);
});
