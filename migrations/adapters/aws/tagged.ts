import { DescribeTagsCommand, type ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { unlessAws } from './aws-errors.ts';
import { fromTagList, type Tags } from './tags.ts';

/** What DescribeTags takes in one call. */
const ARNS_A_CALL = 20;
const GONE = ['RuleNotFound', 'TargetGroupNotFound'];

/** Tags by ARN, of rules and of target groups. What is gone by now is left out. */
export async function readTags(elb: ElasticLoadBalancingV2Client, arns: readonly string[]): Promise<ReadonlyMap<string, Tags>> {
  const calls = Array.from({ length: Math.ceil(arns.length / ARNS_A_CALL) }, (_, n) => arns.slice(n * ARNS_A_CALL, (n + 1) * ARNS_A_CALL));
  return new Map((await Promise.all(calls.map((each) => readSome(elb, each)))).flat());
}

/** AWS refuses the whole call for one ARN that is gone: then each half is asked for by itself. */
async function readSome(elb: ElasticLoadBalancingV2Client, arns: readonly string[]): Promise<(readonly [string, Tags])[]> {
  const found = await unlessAws(GONE, elb.send(new DescribeTagsCommand({ ResourceArns: [...arns] })));
  if (found) return (found.TagDescriptions ?? []).map(({ ResourceArn, Tags }) => [ResourceArn ?? '', fromTagList(Tags)] as const);
  if (arns.length === 1) return [];
  const half = Math.ceil(arns.length / 2);
  return [...(await readSome(elb, arns.slice(0, half))), ...(await readSome(elb, arns.slice(half)))];
}
