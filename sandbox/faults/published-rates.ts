/** A token bucket of an account: so many calls at once, then so many a second. */
export interface RateLimit {
  readonly name: string;
  readonly operations: RegExp;
  readonly burst: number;
  readonly perSecond: number;
}

/** A service's limits: a call takes a token of every bucket that its operation stands in. */
export interface ServiceRates {
  /** What the service calls the refusal. */
  readonly code: string;
  readonly limits: readonly RateLimit[];
}

const READ = /^(Describe|List|Get)/;
const limit = (name: string, operations: RegExp, burst: number, perSecond: number): RateLimit => ({ name, operations, burst, perSecond });
/** Where only a rate is published, the burst is one second of it. */
const rate = (name: string, operations: RegExp, perSecond: number): RateLimit => limit(name, operations, perSecond, perSecond);

/**
 * As AWS publishes them: "Elastic Load Balancing API throttling", "Request throttling for the Amazon ECS API", the quotas of AWS Cloud Map
 * (6,000 or 2,000 at once: the page has both, the stricter is taken) and of CloudWatch. No figure is published for Application Auto Scaling and for
 * Cloud Map's other operations: they are never throttled here.
 */
export const PUBLISHED_RATES: Readonly<Record<string, ServiceRates>> = {
  elasticloadbalancing: {
    code: 'Throttling',
    limits: [
      limit('all actions', /./, 40, 10),
      limit('resource-intensive', /^(CreateLoadBalancer|SetSubnets)$/, 10, 0.2),
      limit('registration', /^(Register|Deregister)Targets$/, 20, 4),
      limit('non-mutating', READ, 40, 10),
      limit('mutating', /^(?!Describe|List|Get|CreateLoadBalancer$|SetSubnets$|RegisterTargets$|DeregisterTargets$)/, 20, 3),
    ],
  },
  ecs: {
    code: 'ThrottlingException',
    limits: [
      limit('cluster modify', /^(Create|Delete|Update)Cluster|^PutClusterCapacityProviders$/, 20, 1),
      limit('cluster read', /^(Describe|List)Clusters$/, 50, 20),
      limit('task definition modify', /^(Register|Deregister)TaskDefinition$/, 20, 1),
      limit('task definition read', /^(DescribeTaskDefinition|ListTaskDefinition(s|Families))$/, 50, 20),
      limit('task definition delete', /^DeleteTaskDefinitions$/, 5, 1),
      limit('service modify', /^(Create|Update|Delete)Service$/, 50, 5),
      limit('service read', /^(DescribeServices|ListServices(ByNamespace)?)$/, 100, 20),
      limit('service deployments read', /^(Describe|List)ServiceDeployments$/, 50, 20),
      limit('service revisions read', /^DescribeServiceRevisions$/, 50, 20),
      limit('task modify', /^(RunTask|StartTask|StopTask|ExecuteCommand)$/, 100, 40),
      limit('task read', /^(DescribeTasks|ListTasks)$/, 100, 20),
      limit('tags modify', /^(Tag|Untag)Resource$/, 20, 10),
      limit('tags read', /^ListTagsForResource$/, 50, 20),
      limit('task protection', /^(Get|Update)TaskProtection$/, 200, 80),
    ],
  },
  s3: { code: 'SlowDown', limits: [rate('writes to a prefix', /^(Put|Create)/, 3_500), rate('reads of a prefix', /^(Get|Head|List)/, 5_500)] },
  servicediscovery: { code: 'RequestLimitExceeded', limits: [limit('discovery', /^DiscoverInstances/, 2_000, 1_000)] },
  monitoring: {
    code: 'Throttling',
    limits: [
      rate('GetMetricData', /^GetMetricData$/, 50),
      rate('GetMetricStatistics', /^GetMetricStatistics$/, 400),
      rate('ListMetrics', /^ListMetrics$/, 25),
      rate('PutMetricData', /^PutMetricData$/, 500),
      rate('DescribeAlarms', /^DescribeAlarms$/, 9),
      rate('PutMetricAlarm', /^PutMetricAlarm$/, 3),
      rate('DeleteAlarms', /^DeleteAlarms$/, 3),
      rate('SetAlarmState', /^SetAlarmState$/, 3),
    ],
  },
};
