import { z } from 'zod';

const int = (least: number, most: number) => z.int().min(least).max(most);
const glob = z.string().min(1).max(256);
/** So many milliseconds, or with `toMs` any number between the two. */
const delay = { ms: int(0, 600_000), toMs: int(0, 600_000).optional() };

/** Which of the occasions that match meet the fault, in the order in which they come. Without one: all. */
const when = z.union(
  [
    z.strictObject({ probability: z.number().gt(0).max(1) }),
    z.strictObject({ every: int(1, 1_000_000) }),
    z.strictObject({ first: int(1, 1_000_000) }),
    z.strictObject({ pattern: z.string().regex(/^[x.]{1,1000}$/, 'a pattern has only `x`, which meets the fault, and `.`, which does not; it is taken over and over') }),
  ],
  'one of `probability` (above 0, at most 1), `every`, `first` (whole numbers from 1) and `pattern` (of `x` and `.`) is needed',
);

const common = {
  when: when.optional(),
  /** The fault ends so many seconds after it was added. */
  forSeconds: z.number().positive().max(86_400).optional(),
};

/** A call of an AWS service. */
const aws = z.strictObject({
  on: z.literal('aws'),
  /** By the name it signs with: `elasticloadbalancing`, `ecs`, `servicediscovery`, `application-autoscaling`, `monitoring`, `s3`. */
  service: glob,
  operation: glob.default('*'),
  /** Some string of the input must match: `*targetgroup/catalog*`. */
  resource: glob.optional(),
  effect: z.discriminatedUnion('kind', [
    /** Refused as throttled, whatever the rate. */
    z.strictObject({ kind: z.literal('throttle') }),
    /** Refused as throttled where AWS's published rates are exceeded. */
    z.strictObject({ kind: z.literal('rates') }),
    z.strictObject({ kind: z.literal('error'), status: z.literal([500, 503]).default(500) }),
    /** Refused as IAM refuses what no policy allows. */
    z.strictObject({ kind: z.literal('deny') }),
    /** Refused as S3 refuses a conditional write while another one to the same key is under way. */
    z.strictObject({ kind: z.literal('conflict') }),
    /** The connection breaks before the call has any effect. */
    z.strictObject({ kind: z.literal('cut') }),
    /** The call has its effect; the connection breaks before the answer. */
    z.strictObject({ kind: z.literal('lost') }),
    /** The effect, and with it the answer, comes later. */
    z.strictObject({ kind: z.literal('delay'), ...delay }),
    /** The effect comes at once, the answer later. */
    z.strictObject({ kind: z.literal('late'), ...delay }),
  ]),
  ...common,
});

/** A request to Unleash. */
const unleash = z.strictObject({
  on: z.literal('unleash'),
  method: glob.default('*'),
  path: glob.default('*'),
  effect: z.discriminatedUnion('kind', [
    /** The connection breaks; streams that are open end. */
    z.strictObject({ kind: z.literal('refuse') }),
    z.strictObject({ kind: z.literal('error'), status: z.literal([500, 503]).default(503) }),
    /** Nothing is ever answered. */
    z.strictObject({ kind: z.literal('hang') }),
    /** "Not modified" to whoever has an ETag, though the flags may have changed. */
    z.strictObject({ kind: z.literal('etag') }),
    z.strictObject({ kind: z.literal('delay'), ...delay }),
  ]),
  ...common,
});

/** Each running task of ECS, once: those that run when the fault is added in the order of their start, the others as they come. */
const tasks = z.strictObject({
  on: z.literal('tasks'),
  /** The ECS service, or for a task without one the family of its task definition. */
  service: glob.default('*'),
  effect: z.strictObject({
    /** `crash`: it is killed. `hang`: it accepts and never answers. `garbage`: it answers bytes that are no HTTP. */
    kind: z.enum(['crash', 'hang', 'garbage']),
    afterMs: int(0, 600_000).default(0),
  }),
  ...common,
});

/** Each health check of a target; every target has an order of its own. */
const targets = z.strictObject({
  on: z.literal('targets'),
  /** The target group's name. */
  group: glob.default('*'),
  /** `127.4.5.6:3000` */
  address: glob.default('*'),
  effect: z.strictObject({ kind: z.literal('flap') }),
  ...common,
});

/** Each change of rules: describe calls show it at once, the traffic follows later. */
const propagation = z.strictObject({
  on: z.literal('propagation'),
  effect: z.strictObject({ kind: z.literal('delay'), ...delay }),
  ...common,
});

export const faultSchema = z.discriminatedUnion('on', [aws, unleash, tasks, targets, propagation]);

/** What goes wrong, where, and how often. */
export type Fault = z.output<typeof faultSchema>;
export type FaultOn<On extends Fault['on']> = Extract<Fault, { on: On }>;
export type When = NonNullable<Fault['when']>;
