import {
  CreateTargetGroupCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { BanyanError } from '../../../domain/errors.ts';
import type { TargetGroupSpec } from '../../ports/load-balancer.ts';
import { foreign, unlessAws } from './aws-errors.ts';
import type { BalancerParts } from './balancer-parts.ts';
import { readLegacy } from './listener.ts';
import { poll, READ_BACK } from './poll.ts';
import { readTags } from './tagged.ts';
import { bears, targetGroupTags, toTagList } from './tags.ts';
import { findTargetGroup, type FoundTargetGroup } from './target-groups.ts';

const HEALTH_CHECK = { HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 5, HealthyThresholdCount: 2, UnhealthyThresholdCount: 2 };
const DEREGISTRATION_DELAY = { Key: 'deregistration_delay.timeout_seconds', Value: '30' };

/** Makes the candidate's target group as specified and returns once AWS shows it so. */
export async function ensureTargetGroup(parts: BalancerParts, spec: TargetGroupSpec): Promise<void> {
  const { elb, clock } = parts;
  const existing = await findTargetGroup(elb, spec.name);
  if (!existing) await create(parts, spec);
  const found = existing ?? (await poll(clock, READ_BACK, () => findTargetGroup(elb, spec.name)));
  if (!found) throw new BanyanError('NOT_CONVERGED', `Target group "${spec.name}" was created, and AWS does not show it.`);
  if (existing) await refuseUnlessOwn(parts, existing, spec);
  await correct(parts, found, spec);
}

/** The port is only what a target has that names none: ECS registers every task with its container's. So it needs no correcting. */
async function create(parts: BalancerParts, { group, name, port, healthPath }: TargetGroupSpec): Promise<void> {
  const { elb, config } = parts;
  const legacy = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [await readLegacy(elb, config.aws.listener)] }));
  const command = new CreateTargetGroupCommand({
    Name: name,
    TargetType: 'ip',
    Protocol: 'HTTP',
    Port: port,
    VpcId: legacy.TargetGroups?.[0]?.VpcId,
    HealthCheckPath: healthPath,
    ...HEALTH_CHECK,
    Tags: toTagList(targetGroupTags(group, config.aws.listener)),
  });
  const created = await unlessAws(['DuplicateTargetGroupName'], elb.send(command));
  if (created) return;
  // Somebody was faster, or the answer to our own first try was lost.
  const other = await findTargetGroup(elb, name);
  if (other) await refuseUnlessOwn(parts, other, { group });
}

async function refuseUnlessOwn({ elb, config }: BalancerParts, { TargetGroupArn, TargetGroupName, TargetType, Protocol }: FoundTargetGroup, { group }: Pick<TargetGroupSpec, 'group'>): Promise<void> {
  const tags = (await readTags(elb, [TargetGroupArn])).get(TargetGroupArn);
  if (!bears(tags, targetGroupTags(group, config.aws.listener))) throw foreign(`Target group "${TargetGroupName}"`, group);
  if (TargetType !== 'ip' || Protocol !== 'HTTP') {
    throw new BanyanError('AWS_REFUSED', `Target group "${TargetGroupName}" takes ${Protocol} targets by ${TargetType}; a candidate needs HTTP targets by ip, and AWS does not let that be changed.`, {
      remedy: 'Remove it (`banyan rollback --to start`), so that it is made anew.',
    });
  }
}

/** Mends what AWS lets be changed, and waits until it shows. */
async function correct({ elb, clock }: BalancerParts, { TargetGroupArn, HealthCheckPath }: FoundTargetGroup, { name, healthPath }: TargetGroupSpec): Promise<void> {
  if (HealthCheckPath !== healthPath) {
    await elb.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckPath: healthPath }));
    const shown = await poll(clock, READ_BACK, async () => (await findTargetGroup(elb, name))?.HealthCheckPath === healthPath || undefined);
    if (!shown) throw new BanyanError('NOT_CONVERGED', `Target group "${name}" was told to ask ${healthPath} for health, and AWS goes on showing ${HealthCheckPath}.`);
  }
  const { Attributes } = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
  const delay = Attributes?.find(({ Key }) => Key === DEREGISTRATION_DELAY.Key)?.Value;
  if (delay !== DEREGISTRATION_DELAY.Value) await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [DEREGISTRATION_DELAY] }));
}
