import { z } from 'zod';
import { OCCASIONS, type Config } from '../../domain/config.ts';
import { windowsSchema } from '../../migrations/files/windows-schema.ts';

const IN_S3 = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9._-]+)*\/?$/;
/** A name without a dot and an IP address are as good as any: `http://prometheus:9090`. */
const webAddress = z.url({ protocol: /^https?$/, error: 'is not an http(s) address' });
const priority = z.int().min(1).max(50_000);

/** The form of `banyan.config.json`. Unknown keys are refused. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  aws: z.strictObject({
    region: z.string().min(1),
    endpoint: webAddress.optional(),
    listener: z.string().regex(/^arn:aws[a-z-]*:elasticloadbalancing:[^:]+:\d{12}:listener\/app\/[^/]+\/[0-9a-f]+\/[0-9a-f]+$/, 'is not the ARN of an Application Load Balancer’s listener'),
    cluster: z.string().min(1),
    network: z.strictObject({ subnets: z.array(z.string().min(1)).min(1).max(16), securityGroups: z.array(z.string().min(1)).max(5).default([]), publicIp: z.boolean().default(false) }),
    executionRole: z.string().optional(),
    taskRole: z.string().optional(),
  }),
  legacy: z.strictObject({ service: z.string().min(1) }).exactOptional(),
  priorities: z.strictObject({ from: priority, to: priority }).refine(({ from, to }) => from <= to, 'must have from ≤ to').default({ from: 100, to: 999 }),
  proxy: z.strictObject({ service: z.string().min(1), targetGroup: z.string().min(1).max(32), discovery: z.string().min(1), reportPort: z.int().min(1).max(65_535) }),
  namespace: z.string().min(1),
  unleash: z.strictObject({ url: webAddress, project: z.string().default('default'), environment: z.string().default('production') }),
  metricPeriodSeconds: z.union([z.literal([1, 5, 10, 20, 30]), z.int().min(60).multipleOf(60)]).default(60),
  journal: z.string().regex(new RegExp(`^(?!\\w+://).|${IN_S3.source}`), 'is neither a directory nor s3://bucket/prefix').default('.banyan/journal'),
  migrations: z.string().min(1).default('migrations'),
  drift: z.enum(['correct', 'hold']).default('correct'),
  stats: z
    .strictObject({ from: z.union([z.literal('proxies'), z.strictObject({ prometheus: webAddress, job: z.string().min(1).default('banyan-proxy') })]).default('proxies'), balancerErrors: z.enum(['suspect', 'ignore']).default('suspect'), accessLog: z.string().regex(IN_S3, 'is not s3://bucket/prefix').exactOptional() })
    .default({ from: 'proxies', balancerErrors: 'suspect' }),
  mover: z.strictObject({ url: webAddress }).exactOptional(),
  windows: windowsSchema.default([]),
  notifications: z
    .array(
      z.strictObject({
        url: z.union([webAddress, z.string().regex(/^env:[A-Za-z_][A-Za-z0-9_]*$/)], 'is neither an http(s) address nor env:NAME, the environment variable that has it'),
        format: z.enum(['banyan', 'slack']).default('banyan'),
        of: z.array(z.enum(OCCASIONS)).min(1).default([...OCCASIONS]),
      }),
    )
    .max(8)
    .default([]),
});

void ((parsed: z.output<typeof configSchema>): Omit<Config, 'aws'> => parsed);
