import { z } from 'zod';
import type { Config } from '../../domain/config.ts';

const priority = z.int().min(1).max(50_000);

/** The form of `banyan.config.json`. Unknown keys are refused. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  aws: z.strictObject({
    region: z.string().min(1),
    endpoint: z.url().optional(),
    listener: z.string().regex(/^arn:aws[a-z-]*:elasticloadbalancing:[^:]+:\d{12}:listener\/app\/[^/]+\/[0-9a-f]+\/[0-9a-f]+$/, 'is not the ARN of an Application Load Balancer’s listener'),
    cluster: z.string().min(1),
    network: z.strictObject({ subnets: z.array(z.string().min(1)).min(1).max(16), securityGroups: z.array(z.string().min(1)).max(5).default([]), publicIp: z.boolean().default(false) }),
    executionRole: z.string().optional(),
    taskRole: z.string().optional(),
  }),
  priorities: z.strictObject({ from: priority, to: priority }).refine(({ from, to }) => from <= to, 'must have from ≤ to').default({ from: 100, to: 999 }),
  proxy: z.strictObject({ service: z.string().min(1), targetGroup: z.string().min(1).max(32), discovery: z.string().min(1), reportPort: z.int().min(1).max(65_535) }),
  namespace: z.string().min(1),
  unleash: z.strictObject({ url: z.url(), project: z.string().default('default'), environment: z.string().default('production') }),
  metricPeriodSeconds: z.union([z.literal([1, 5, 10, 20, 30]), z.int().min(60).multipleOf(60)]).default(60),
  journal: z.string().min(1).default('.banyan/journal'),
  migrations: z.string().min(1).default('migrations'),
  drift: z.enum(['correct', 'hold']).default('correct'),
});

void ((parsed: z.output<typeof configSchema>): Omit<Config, 'aws'> => parsed);
