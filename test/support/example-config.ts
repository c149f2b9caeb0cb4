import type { Config } from '../../domain/config.ts';

/** A configuration with a member of every kind, as `banyan.config.json` is read. */
export const exampleConfig: Config = {
  aws: {
    region: 'eu-central-1',
    listener: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2',
    cluster: 'shop',
    network: { subnets: ['subnet-1'], securityGroups: [], publicIp: false },
    executionRole: 'arn:aws:iam::123456789012:role/execution',
  },
  legacy: { service: 'monolith' },
  priorities: { from: 100, to: 999 },
  proxy: { service: 'banyan-proxy', targetGroup: 'banyan-proxy', discovery: 'banyan-proxy', reportPort: 9901 },
  namespace: 'shop.internal',
  unleash: { url: 'http://unleash', project: 'default', environment: 'production' },
  metricPeriodSeconds: 60,
  journal: 's3://shop-journal/banyan',
  migrations: 'migrations',
  drift: 'correct',
  stats: { from: 'proxies', balancerErrors: 'suspect', accessLog: 's3://shop-logs/elb' },
  windows: [],
  notifications: [],
};
