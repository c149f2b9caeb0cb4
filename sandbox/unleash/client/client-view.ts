import type { Constraint, Flag, Segment, Strategy } from '../state/unleash-state.ts';
import type { EnvironmentName } from '../flags/environments.ts';

/** Of a segment, as clients get it. */
export interface ClientSegment {
  readonly id: number;
  readonly name: string;
  readonly constraints: readonly Constraint[];
}

export function clientSegment({ id, name, constraints }: Segment): ClientSegment {
  return { id, name, constraints };
}

/**
 * A flag as the SDKs get it: only what their token's environment has, and of its strategies only the enabled ones.
 * `inline` are the segments to put into the strategies as constraints, for clients that know none; absent for others.
 */
export function clientView(flag: Flag, environment: EnvironmentName, inline?: readonly Segment[]): object {
  const { name, type, project, stale, description, impressionData, dependencies } = flag;
  const { enabled, strategies, variants } = flag.environments[environment];
  return {
    name,
    type,
    enabled,
    project,
    stale,
    variants,
    description,
    impressionData,
    strategies: strategies.filter((each) => !each.disabled).map((each) => clientStrategy(each, inline)),
    ...(dependencies.length > 0 && { dependencies }),
  };
}

function clientStrategy({ name, constraints, parameters, variants, segments }: Strategy, inline: readonly Segment[] | undefined): object {
  if (!inline) return { name, constraints, parameters, variants, ...(segments.length > 0 && { segments }) };
  const inlined = inline.filter(({ id }) => segments.includes(id)).flatMap((segment) => segment.constraints);
  return { name, constraints: [...constraints, ...inlined], parameters, variants };
}
