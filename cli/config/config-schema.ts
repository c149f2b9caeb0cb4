import { z } from 'zod';
import { OCCASIONS, type Config } from '../../domain/config.ts';
import { windowsSchema } from '../../migrations/files/windows-schema.ts';

const IN_S3 = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9._-]+)*\/?$/;
/** A name without a dot and an IP address are as good as any: `http://prometheus:9090`. */
const webAddress = z.url({ protocol: /^https?$/, error: 'is not an http(s) address' });
const priority = z.int().min(1).max(50_000);

/** The form of `banyan.config.json`, and what each member is; docs/configuration.md is written from it. Unknown keys are refused. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  aws: z.strictObject({
    region: z.string().min(1).describe('Region of all that follows.'),
    listener: z.string().regex(/^arn:aws[a-z-]*:elasticloadbalancing:[^:]+:\d{12}:listener\/app\/[^/]+\/[0-9a-f]+\/[0-9a-f]+$/, 'is not the ARN of an Application Load Balancer’s listener').describe('ARN of the listener in front of the monolith; its default action must forward to one target group.'),
    cluster: z.string().min(1).describe('ECS cluster of candidates and of the proxy.'),
    network: z.strictObject({
      subnets: z.array(z.string().min(1)).min(1).max(16).describe('Subnets of candidates’ tasks.'),
      securityGroups: z.array(z.string().min(1)).max(5).default([]).describe('Their security groups.'),
      publicIp: z.boolean().default(false).describe('Whether they have public addresses.'),
    }),
    executionRole: z.string().optional().describe('Role that ECS starts candidates’ tasks with. With one, their logs go to CloudWatch Logs.'),
    taskRole: z.string().optional().describe('Role that candidates’ programs have.'),
    endpoint: webAddress.optional().describe('Endpoint of every AWS service instead of AWS’s own.'),
  }),
  proxy: z.strictObject({
    service: z.string().min(1).describe('ECS service of the proxy.'),
    targetGroup: z.string().min(1).max(32).describe('Its target group.'),
    discovery: z.string().min(1).describe('Its Cloud Map name.'),
    reportPort: z.int().min(1).max(65_535).describe('Operators’ port of its tasks.'),
  }),
  namespace: z.string().min(1).describe('Cloud Map private DNS namespace, `shop.internal`.'),
  unleash: z.strictObject({
    url: webAddress.describe('Address of Unleash; its admin token comes from `UNLEASH_ADMIN_TOKEN`.'),
    project: z.string().default('default').describe('Project in which Banyan makes its flags.'),
    environment: z.string().default('production').describe('Environment in which it switches them.'),
  }),
  priorities: z
    .strictObject({ from: priority.describe('Lowest rule priority that Banyan may use on the listener.'), to: priority.describe('The highest.') })
    .refine(({ from, to }) => from <= to, 'must have from ≤ to')
    .default({ from: 100, to: 999 }),
  migrations: z.string().min(1).default('migrations').describe('Directory of the migration files, relative to this one.'),
  journal: z.string().regex(new RegExp(`^(?!\\w+://).|${IN_S3.source}`), 'is neither a directory nor s3://bucket/prefix').default('.banyan/journal').describe('Directory of the [journal](journal.md), relative to this file, or `s3://bucket/prefix`.'),
  drift: z.enum(['correct', 'hold']).default('correct').describe('What to do where [the world changed](drift.md) though nobody moved: put it right, or hold and say so.'),
  windows: windowsSchema.default([]).describe('Hours in which migrations [may move forward](holding.md#the-hour): `["mon-fri 09:00-17:00 Europe/Berlin"]`. None: always.'),
  legacy: z.strictObject({ service: z.string().min(1).describe('The monolith, where it is an ECS service in the same cluster: its [Auto Scaling](scaling.md) takes no tasks away while callers move. Without it, legacy’s tasks are left alone.') }).exactOptional(),
  metricPeriodSeconds: z.union([z.literal([1, 5, 10, 20, 30]), z.int().min(60).multipleOf(60)]).default(60).describe('Period of the load balancer’s metrics; AWS’s are published each minute.'),
  stats: z
    .strictObject({
      from: z
        .union([
          z.literal('proxies'),
          z.strictObject({ prometheus: webAddress.describe('Address of the Prometheus that scrapes the proxies.'), job: z.string().min(1).default('banyan-proxy').describe('Its job that does.') }),
        ])
        .default('proxies')
        .describe('Where [evidence comes from](traffic-statistics.md): asked of the proxies themselves, or of a Prometheus.'),
      balancerErrors: z.enum(['suspect', 'ignore']).default('suspect').describe('Whether 5xx of the load balancer’s own, which name no side, keep a gate held that would not be open if all of them were the candidate’s.'),
      accessLog: z.string().regex(IN_S3, 'is not s3://bucket/prefix').exactOptional().describe('Where the load balancer delivers its access log, `s3://bucket/prefix`: before [retiring](retiring.md) it is asked who was still sent to legacy.'),
    })
    .default({ from: 'proxies', balancerErrors: 'suspect' }),
  mover: z.strictObject({ url: webAddress.describe('Admin port of the [mover](mover.md), where data moves with the routes; its orders bear `BANYAN_ADMIN_TOKEN`. Without it there is no mover.') }).exactOptional(),
  notifications: z
    .array(
      z.strictObject({
        url: z.union([webAddress, z.string().regex(/^env:[A-Za-z_][A-Za-z0-9_]*$/)], 'is neither an http(s) address nor env:NAME, the environment variable that has it').describe('Where to; or `env:NAME`, the environment variable that has the address, where that is itself a secret.'),
        format: z.enum(['banyan', 'slack']).default('banyan').describe('JSON of Banyan’s own, signed; or what Slack’s incoming webhooks take.'),
        of: z.array(z.enum(OCCASIONS)).min(1).default([...OCCASIONS]).describe('Of what: moves forward, roll-backs, holds by a gate, and what people say (approved, held, resumed).'),
      }),
    )
    .max(8)
    .default([])
    .describe('[Who is told](notifications.md) of what happens.'),
});

void ((parsed: z.output<typeof configSchema>): Omit<Config, 'aws'> => parsed);
