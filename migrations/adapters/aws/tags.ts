import type { RuleRole } from '../../ports/load-balancer.ts';
import { loadBalancerLabel } from './arns.ts';

/** What Banyan marks its own with. It changes nothing that does not bear them. */
export const TAG = { group: 'banyan:group', role: 'banyan:role', part: 'banyan:part', loadBalancer: 'banyan:load-balancer', fingerprint: 'banyan:fingerprint' } as const;

export type Tags = Readonly<Record<string, string>>;

/** A candidate's service, task definition, target group and Cloud Map name all bear the role `candidate`. */
export function ownTags(group: string, role: RuleRole | 'candidate', more: Tags = {}): Tags {
  return { [TAG.group]: group, [TAG.role]: role, ...more };
}

export function bears(tags: Tags | undefined, wanted: Tags): boolean {
  return Object.entries(wanted).every(([key, value]) => tags?.[key] === value);
}

/** A target group is the candidate's on one load balancer: names of target groups are one account's, and an account may have two monoliths. */
export function targetGroupTags(group: string, listener: string): Tags {
  return ownTags(group, 'candidate', { [TAG.loadBalancer]: loadBalancerLabel(listener) });
}

/** Tags as ELBv2 and Cloud Map spell them. */
export function toTagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags as ECS spells them. */
export function toEcsTagList(tags: Tags): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

export function fromTagList(list: readonly { Key?: string | undefined; Value?: string | undefined; key?: string | undefined; value?: string | undefined }[] | undefined): Tags {
  return Object.fromEntries((list ?? []).map(({ Key, Value, key, value }) => [Key ?? key ?? '', Value ?? value ?? '']));
}
