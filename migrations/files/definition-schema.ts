import { z } from 'zod';
import { isMask, MASK_FORMS, MASKED_PATH, UNORDERED_PATH } from '../../domain/mask.ts';
import { patternProblem } from '../../domain/route-group.ts';
import type { MigrationDefinition } from '../define/definition.ts';
import { copyingFields, redactSchema } from './copying-schema.ts';
import { dataSchema } from './data-schema.ts';
import { durationSchema as duration } from './duration-schema.ts';
import { gatesSchema, untilSchema } from './gate-schema.ts';
import { fargateProblem } from './fargate-sizes.ts';
import { rewriteSchema } from './rewrite-schema.ts';
import { dataOrderProblems } from './data-order.ts';
import { orderProblems } from './step-order.ts';
import { windowsSchema } from './windows-schema.ts';

// The form of a migration file. Unknown keys are refused: a misspelt one would be a setting that silently does not hold.

const percent = z.int().min(1).max(100);
const rising = z
  .array(percent)
  .min(1)
  .refine((percents) => percents.every((each, i) => i === 0 || each > (percents[i - 1] ?? 0)), 'must rise from each to the next');
const name = z.string().regex(/^[a-z][a-z0-9-]{0,23}[a-z0-9]$/, 'takes 2 to 25 lower-case letters, digits and "-", beginning with a letter');

/** Both for migration files and for files of learned masks. */
export const masks = z.record(z.string().regex(MASKED_PATH, 'is not a path template such as $.items[].id, $.prices{}, header.x-request-id or cookie.sid'), z.string().refine(isMask, `is no mask; a mask is ${MASK_FORMS}`));
export const unordered = z.array(z.string().regex(UNORDERED_PATH, 'is not a path template such as $.items or header.location'));

const soak = duration.default(0);
const bound = duration.refine((ms) => ms > 0, 'must be longer than nothing');

const step = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('front'), percents: rising.refine((all) => all.at(-1) === 100, 'must end with 100').default([100]), soak }),
  z.strictObject({
    kind: z.literal('shadow'),
    percent,
    until: untilSchema,
    soak,
    timeout: duration.default(5_000),
    masks: masks.default({}),
    unordered: unordered.default([]),
    repeatPercent: z.number().min(0).max(5).default(2),
    ...copyingFields,
    redact: redactSchema.optional(),
    learnedMasks: z.enum(['propose', 'apply']).default('propose'),
  }),
  z.strictObject({ kind: z.literal('cohort'), percents: rising, soak, gates: gatesSchema, timeout: duration.default(2_000), whenFlagsAreStale: z.enum(['legacy', 'stay']).default('legacy') }),
  z.strictObject({ kind: z.literal('weight'), percents: rising, soak, gates: gatesSchema }),
  z.strictObject({ kind: z.literal('sync'), lagBelow: bound.default(5_000), soak }),
  z.strictObject({ kind: z.literal('backfill'), quarantineAtMost: z.int().min(0).default(0), soak }),
  z.strictObject({ kind: z.literal('verify-data'), soak }),
  z.strictObject({ kind: z.literal('cutover'), lagBelow: bound.default(1_000), soak, gates: gatesSchema }),
  z.strictObject({ kind: z.literal('reverse'), soak: duration, gates: gatesSchema }),
  z.strictObject({ kind: z.literal('retire'), quietFor: duration, stragglers: z.enum(['candidate', 'gone']).default('candidate') }),
]);

const scale = z
  .strictObject({ min: z.int().min(1), max: z.int().min(1), cpuPercent: z.number().gt(0).lte(100).optional(), requestsPerTarget: z.number().gt(0).optional() })
  .refine(({ min, max }) => min <= max, 'must have min ≤ max')
  .refine(({ cpuPercent, requestsPerTarget }) => cpuPercent ?? requestsPerTarget, 'must name a target: cpuPercent, requestsPerTarget or both');

const candidate = z
  .strictObject({
    kind: z.literal('ecs-service'),
    image: z.string().min(1),
    cpu: z.int(),
    memory: z.int(),
    port: z.int().min(1).max(65_535),
    health: z.string().startsWith('/').max(1024),
    environment: z.record(z.string(), z.string()).default({}),
    secrets: z.record(z.string().min(1), z.string().min(1)).optional(),
    command: z.array(z.string()).min(1).optional(),
    desired: z.int().min(1).optional(),
    scale: scale.optional(),
    service: name.optional(),
    discovery: name.optional(),
  })
  .superRefine(({ cpu, memory, environment, secrets }, context) => {
    for (const name of Object.keys(secrets ?? {})) if (Object.hasOwn(environment, name)) context.addIssue({ code: 'custom', path: ['secrets', name], message: 'is in environment too; it can have one value' });
    const problem = fargateProblem(cpu, memory);
    if (problem) context.addIssue({ code: 'custom', path: ['memory'], message: problem });
  });

const pattern = z.string().superRefine((text, context) => {
  const problem = patternProblem(text);
  if (problem) context.addIssue({ code: 'custom', message: problem });
});

export const definitionSchema = z.strictObject({
  kind: z.literal('migration', 'must be made with defineMigration()'),
  group: z.strictObject({ kind: z.literal('route-group', 'must be made with routeGroup()'), name, patterns: z.array(pattern).min(1) }),
  candidate,
  sticky: duration.refine((ms) => ms >= 1_000 && ms <= 604_800_000, 'must be between 1s and 7d').optional(),
  steps: z.array(step).min(1).superRefine((steps, context) => {
    for (const problem of orderProblems(steps)) context.addIssue({ code: 'custom', path: [problem.at], message: problem.message });
  }),
  data: dataSchema.optional(),
  rewrite: rewriteSchema.optional(),
  identity: z.boolean().default(false),
  windows: windowsSchema.optional(),
  after: z.array(z.string().regex(/^[a-z][a-z0-9-]*(@[a-z]+(?:-[a-z]+)*(:\d+)?)?$/, 'is neither a route group nor one with a stop, such as catalog or catalog@weight:50')).optional(),
}).superRefine(({ rewrite, identity, data, steps }, context) => {
  for (const { at, message } of dataOrderProblems(steps, data !== undefined)) context.addIssue({ code: 'custom', path: at === undefined ? ['data'] : ['steps', at], message });
  if (rewrite && data) context.addIssue({ code: 'custom', path: ['rewrite'], message: 'cannot stand beside `data`: a write that one side refuses is passed on to the other as it came; let the candidate understand the requests as they are' });
  const at = steps.findIndex(({ kind }) => kind === 'weight');
  if (rewrite && at >= 0) context.addIssue({ code: 'custom', path: ['steps', at], message: 'weight() takes the proxy out of the path, and with it the rewriting; let the candidate understand the requests as they are, and take `rewrite` out, before this step' });
  if (identity && at >= 0) context.addIssue({ code: 'custom', path: ['steps', at], message: 'weight() takes the proxy out of the path, and with it what tells the candidate who calls; let the candidate find that out itself, and take `identity` out, before this step' });
});

export type ParsedDefinition = z.output<typeof definitionSchema>;
// The builders' types and this form are two views of one thing.
void ((definition: MigrationDefinition): z.input<typeof definitionSchema> => definition as z.input<typeof definitionSchema>);
