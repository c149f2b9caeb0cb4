import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { badData, notFound } from './unleash-error.ts';

/** Who is let in by a flag in one environment: any of its enabled strategies is enough. */
export interface Strategy {
  readonly id: string;
  readonly name: string;
  readonly title: string | null;
  readonly disabled: boolean;
  readonly parameters: Readonly<Record<string, string>>;
  readonly constraints: readonly object[];
  readonly variants: readonly object[];
  /** Always empty: the sandbox has no segments. */
  readonly segments: readonly number[];
  readonly sortOrder: number;
}

/** The strategies that a fresh Unleash has. */
const NAMES = ['default', 'flexibleRollout', 'remoteAddress', 'applicationHostname'];

const Constraint = z.looseObject({ contextName: z.string(), operator: z.string() });
const text = z.union([z.string(), z.number()]).transform(String);

/** What a client sends to make or change a strategy. */
export const StrategyBody = z.object({
  name: z.string(),
  title: z.string().nullable().optional(),
  disabled: z.boolean().nullable().optional(),
  parameters: z.record(z.string(), text).optional(),
  constraints: z.array(Constraint).optional(),
  variants: z.array(z.looseObject({ name: z.string() })).optional(),
  segments: z.array(z.number()).optional(),
  sortOrder: z.number().optional(),
});
export type StrategyBody = z.infer<typeof StrategyBody>;

/** The strategy that `body` asks for, on top of `before` where there is one. Parameters are replaced as a whole. */
export function toStrategy(flag: string, body: StrategyBody, before: Strategy | undefined, sortOrder: number): Strategy {
  if (!NAMES.includes(body.name)) throw badData(`Could not find strategy type with name ${body.name}`);
  const [segment] = body.segments ?? [];
  if (segment !== undefined) throw notFound(`No segment exists with ID "${segment}"`);
  const rollout = body.name === 'flexibleRollout' ? { rollout: '100', stickiness: 'default', groupId: flag } : {};
  return {
    id: before?.id ?? randomUUID(),
    name: body.name,
    title: body.title ?? before?.title ?? null,
    disabled: body.disabled ?? before?.disabled ?? false,
    parameters: { ...rollout, ...(body.parameters ?? before?.parameters) },
    constraints: body.constraints ?? before?.constraints ?? [],
    variants: body.variants ?? before?.variants ?? [],
    segments: [],
    sortOrder: body.sortOrder ?? before?.sortOrder ?? sortOrder,
  };
}
