import { z } from 'zod';

/** Times are epoch milliseconds; the schemas say what a snapshot must be like, not what the Admin API takes, which is stricter. */
const time = z.number();
const text = z.string();

export const Constraint = z.object({
  contextName: text,
  operator: text,
  values: z.array(text).optional(),
  value: text.optional(),
  inverted: z.boolean().optional(),
  caseInsensitive: z.boolean().optional(),
});
export type Constraint = z.infer<typeof Constraint>;

export const Variant = z.object({
  name: text,
  weight: z.number(),
  weightType: z.enum(['variable', 'fix']).optional(),
  stickiness: text.optional(),
  payload: z.object({ type: text, value: text }).optional(),
  overrides: z.array(z.object({ contextName: text, values: z.array(text) })).optional(),
});
export type Variant = z.infer<typeof Variant>;

/** Who is let in by a flag in one environment: any of its enabled strategies is enough. */
const Strategy = z.object({
  id: text,
  name: text,
  title: text.nullable(),
  disabled: z.boolean(),
  parameters: z.record(text, text),
  constraints: z.array(Constraint),
  variants: z.array(Variant),
  segments: z.array(z.number()),
  sortOrder: z.number(),
});
export type Strategy = z.infer<typeof Strategy>;

const FlagEnvironment = z.object({ enabled: z.boolean(), strategies: z.array(Strategy), variants: z.array(Variant), lastSeenAt: time.nullable() });
export type FlagEnvironment = z.infer<typeof FlagEnvironment>;

const Tag = z.object({ type: text, value: text });
export type Tag = z.infer<typeof Tag>;

const Dependency = z.object({ feature: text, enabled: z.boolean(), variants: z.array(text).optional() });
export type Dependency = z.infer<typeof Dependency>;

const Flag = z.object({
  name: text,
  project: text,
  type: text,
  description: text.nullable(),
  stale: z.boolean(),
  impressionData: z.boolean(),
  createdAt: time,
  archivedAt: time.nullable(),
  tags: z.array(Tag),
  dependencies: z.array(Dependency),
  environments: z.object({ development: FlagEnvironment, production: FlagEnvironment }),
});
export type Flag = z.infer<typeof Flag>;

const Segment = z.object({ id: z.number(), name: text, description: text.nullable(), constraints: z.array(Constraint), createdBy: text, createdAt: time });
export type Segment = z.infer<typeof Segment>;

const StrategyParameter = z.object({ name: text, type: text, description: text.optional(), required: z.boolean().optional() });
const StrategyType = z.object({
  name: text,
  displayName: text.nullable(),
  description: text.nullable(),
  title: text.nullable(),
  editable: z.boolean(),
  deprecated: z.boolean(),
  parameters: z.array(StrategyParameter),
});
export type StrategyType = z.infer<typeof StrategyType>;

const ContextField = z.object({ name: text, description: text.nullable(), stickiness: z.boolean(), sortOrder: z.number(), legalValues: z.array(z.object({ value: text, description: text.optional() })), createdAt: time });
export type ContextField = z.infer<typeof ContextField>;

const TagType = z.object({ name: text, description: text.nullable(), icon: text.nullable(), color: text.nullable() });
export type TagType = z.infer<typeof TagType>;

const ApiToken = z.object({
  secret: text,
  tokenName: text,
  type: z.enum(['admin', 'client', 'backend', 'frontend']),
  environment: text,
  projects: z.array(text),
  createdAt: time,
  expiresAt: time.nullable(),
  seenAt: time.nullable(),
});
export type ApiToken = z.infer<typeof ApiToken>;

const UnleashEvent = z.object({
  id: z.number(),
  type: text,
  createdAt: time,
  featureName: text.nullable(),
  environment: text.nullable(),
  data: z.unknown(),
  preData: z.unknown(),
});
export type UnleashEvent = z.infer<typeof UnleashEvent>;

/** One hour of one flag's use by one application in one environment. */
const Usage = z.object({ featureName: text, appName: text, environment: text, hour: time, yes: z.number(), no: z.number(), variants: z.record(text, z.number()) });
export type Usage = z.infer<typeof Usage>;

const Instance = z.object({ appName: text, instanceId: text, environment: text, sdkVersion: text.nullable(), sdkType: z.enum(['backend', 'frontend']).nullable(), clientIp: text.nullable(), strategies: z.array(text), createdAt: time, lastSeen: time });
export type Instance = z.infer<typeof Instance>;

/** All that the server knows. */
export const UnleashState = z.object({
  lastEventId: z.number(),
  /** Of the last event that clients have to know of. */
  revision: z.number(),
  lastSegmentId: z.number(),
  flags: z.array(Flag),
  segments: z.array(Segment),
  strategyTypes: z.array(StrategyType),
  contextFields: z.array(ContextField),
  tags: z.array(Tag),
  tagTypes: z.array(TagType),
  tokens: z.array(ApiToken),
  events: z.array(UnleashEvent),
  usage: z.array(Usage),
  instances: z.array(Instance),
});
export type UnleashState = z.infer<typeof UnleashState>;
