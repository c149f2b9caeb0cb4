import { expect, test } from '@jest/globals';
import { createArns } from '../../../sandbox/elbv2/arns.ts';

test('an ARN that is taken is not given again, though the seed draws its id again', () => {
  const draws = [...Array<number>(16).fill(0), ...Array<number>(16).fill(0), ...Array<number>(16).fill(0.99)].values();
  const given = new Set<string>();
  const arns = createArns('us-east-1', '000000000000', () => draws.next().value ?? 0, (arn) => given.has(arn));
  given.add(arns.targetGroup('a'));
  expect(arns.targetGroup('a')).toMatch(/:targetgroup\/a\/f{16}$/);
});
