import type { Block } from './evaluate.ts';

const secret = (name: string): string => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`;
const REPOSITORY = 'arn:aws:ecr:eu-central-1:123456789012:repository/banyan';
const PLACE = { cluster_arn: 'arn:aws:ecs:eu-central-1:123456789012:cluster/shop', subnets: ['subnet-a', 'subnet-b'] };
const IMAGE = { image: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/banyan:1', repository_arn: REPOSITORY, architecture: 'ARM64' };

/** The modules as a user would call them, with everything that can be asked for. */
export const CALLS: Readonly<Record<string, Block>> = {
  proxy: {
    ...PLACE,
    ...IMAGE,
    vpc_id: 'vpc-1',
    listener_arn: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2',
    load_balancer_security_group_id: 'the load balancer',
    engine_security_group_id: 'the engine',
    namespace_id: 'ns-1',
    legacy_url: 'http://monolith.shop.internal:3000',
    unleash_url: 'https://unleash.example/api',
    unleash_client_token_arn: secret('unleash'),
    admin_token_arn: secret('admin'),
    environment: { CALLER: 'cookie:session' },
    secrets: { SHADOW_SECRET: secret('shadow') },
    scale: { min: 2, max: 10, cpu_percent: 60, requests_per_task: 30_000 },
  },
  'engine-role': { policy: '{"Version":"2012-10-17","Statement":[]}', assume_role_policy: '{"Version":"2012-10-17","Statement":[]}' },
  engine: {
    ...PLACE,
    ...IMAGE,
    security_group_id: 'the engine',
    role_arn: 'arn:aws:iam::123456789012:role/banyan-engine',
    unleash_admin_token_arn: secret('unleash-admin'),
    admin_token_arn: secret('admin'),
    dashboard_token_arn: secret('dashboard'),
    host_name: 'banyan.shop.internal',
  },
  mover: {
    ...PLACE,
    ...IMAGE,
    vpc_id: 'vpc-1',
    engine_security_group_id: 'the engine',
    namespace_id: 'ns-1',
    admin_token_arn: secret('admin'),
    stores: { LEGACY_DATABASE_URL: secret('legacy'), ORDERS_DATABASE_URL: secret('orders') },
  },
  'candidate-role': { repository_arns: [REPOSITORY], secret_arns: [secret('catalog')], logs_of: ['catalog'] },
};
