import {
  DescribeScalableTargetsCommand,
  ListTagsForResourceCommand,
  RegisterScalableTargetCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type ApplicationAutoScalingClient,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, type ECSClient } from '@aws-sdk/client-ecs';
import type { Config } from '../../../domain/config.ts';
import type { Autoscaling } from '../../ports/autoscaling.ts';
import { unlessAws } from './aws-errors.ts';

interface Parts {
  readonly scaling: ApplicationAutoScalingClient;
  readonly ecs: ECSClient;
  readonly config: Config;
}

/** On legacy's scalable target: what its minimum was before, what it is held at, and for which groups. They outlive the engine. */
const BEFORE = 'banyan:min-before';
const FLOOR = 'banyan:floor';
const HELD_FOR = 'banyan:held-for/';

interface Target {
  readonly arn: string;
  readonly min: number;
  readonly max: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The floor under legacy's tasks. Tags are written before the minimum is raised and removed after it is given back, so that a crash in between is seen. */
export function createLegacyFloor({ scaling, ecs, config }: Parts): Pick<Autoscaling, 'observeFloor' | 'setFloor'> {
  const service = config.legacy?.service;
  const dimension = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;
  const ResourceId = `service/${config.aws.cluster}/${service}`;

  async function look(): Promise<Target | undefined> {
    if (service === undefined) return undefined;
    const { ScalableTargets } = await scaling.send(new DescribeScalableTargetsCommand({ ...dimension, ResourceIds: [ResourceId] }));
    const found = ScalableTargets?.[0];
    if (!found?.ScalableTargetARN) return undefined;
    const listed = await unlessAws(['ResourceNotFound'], scaling.send(new ListTagsForResourceCommand({ ResourceARN: found.ScalableTargetARN })));
    return { arn: found.ScalableTargetARN, min: found.MinCapacity ?? 0, max: found.MaxCapacity ?? 0, tags: listed?.Tags ?? {} };
  }

  async function tasks(): Promise<number> {
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster: config.aws.cluster, services: [service ?? ''] }));
    return services?.[0]?.desiredCount ?? 0;
  }

  async function hold(group: string, { arn, min, max, tags }: Target): Promise<void> {
    const now = await tasks();
    const floor = Math.min(max, Number(tags[FLOOR] ?? Math.max(min, now)));
    const wanted = { [BEFORE]: tags[BEFORE] ?? String(min), [FLOOR]: String(floor), [HELD_FOR + group]: 'yes' };
    if (Object.entries(wanted).some(([key, value]) => tags[key] !== value)) await scaling.send(new TagResourceCommand({ ResourceARN: arn, Tags: wanted }));
    // Registering moves the tasks into the bounds at once, too, where somebody took some away.
    if (min < floor || now < floor) await scaling.send(new RegisterScalableTargetCommand({ ...dimension, ResourceId, MinCapacity: floor, MaxCapacity: max }));
  }

  async function release(group: string, { arn, max, tags }: Target): Promise<void> {
    const others = Object.keys(tags).some((key) => key.startsWith(HELD_FOR) && key !== HELD_FOR + group);
    if (!others && tags[BEFORE] !== undefined) await scaling.send(new RegisterScalableTargetCommand({ ...dimension, ResourceId, MinCapacity: Number(tags[BEFORE]), MaxCapacity: max }));
    const stale = [HELD_FOR + group, ...(others ? [] : [BEFORE, FLOOR])].filter((key) => tags[key] !== undefined);
    if (stale.length > 0) await scaling.send(new UntagResourceCommand({ ResourceARN: arn, TagKeys: stale }));
  }

  return {
    async observeFloor(group) {
      const target = await look();
      if (!target) return 'unscaled';
      const { tags, min } = target;
      if (tags[HELD_FOR + group] === undefined) return 'free';
      // One that somebody lowered is to be put right: neither free, for it bears the mark, nor held.
      return min >= Number(tags[FLOOR] ?? Infinity) ? 'held' : 'lowered';
    },
    async setFloor(group, held) {
      const target = await look();
      if (target) await (held ? hold(group, target) : release(group, target));
    },
  };
}
