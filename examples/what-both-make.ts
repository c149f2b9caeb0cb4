/** A service as ECS is told of it, by the construct and by the module alike. Their tests read both into this, and hold them to the table below. */
export interface ServiceMade {
  readonly task: {
    readonly cpu: string;
    readonly memory: string;
    readonly networkMode: string;
    readonly architecture: string;
    readonly hasRole: boolean;
  };
  readonly container: {
    readonly ports: readonly number[];
    readonly environment: Readonly<Record<string, string>>;
    readonly secrets: readonly string[];
    readonly command: readonly string[] | null;
    readonly healthCheck: { readonly command: readonly string[]; readonly interval: number; readonly timeout: number; readonly retries: number; readonly startPeriod: number } | null;
    readonly readonlyRootFilesystem: boolean;
    readonly droppedCapabilities: readonly string[];
    readonly stopTimeout: number;
    readonly logDriver: string;
  };
  readonly logRetentionDays: number;
  readonly service: {
    readonly launchType: string;
    /** `null` where Auto Scaling alone says it after the first time. */
    readonly desiredCount: number | null;
    readonly healthyPercent: readonly [minimum: number, maximum: number];
    readonly circuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
    readonly zoneRebalancing: boolean;
    readonly healthCheckGraceSeconds: number | null;
    readonly loadBalancer: { readonly container: string; readonly port: number } | null;
  };
  /** Of its Cloud Map name. */
  readonly name: { readonly type: string; readonly ttl: number } | null;
  /** Whom it lets in, and at which port. */
  readonly lets: Readonly<Record<string, number>>;
  /** What ECS may do to start it; what the program may do is nothing but where it has a role. */
  readonly executionMay: readonly string[];
}

const CONTAINER = { readonlyRootFilesystem: true, droppedCapabilities: ['ALL'], stopTimeout: 30, logDriver: 'awslogs' } as const;
const EXECUTION = [
  'ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetAuthorizationToken', 'ecr:GetDownloadUrlForLayer',
  'logs:CreateLogStream', 'logs:PutLogEvents', 'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue',
];

export const SERVICES: Readonly<Record<'banyan-proxy' | 'banyan-engine' | 'banyan-mover', ServiceMade>> = {
  'banyan-proxy': {
    task: { cpu: '1024', memory: '2048', networkMode: 'awsvpc', architecture: 'ARM64', hasRole: false },
    container: {
      ...CONTAINER,
      ports: [8080, 9901],
      environment: {
        PORT: '8080', ADMIN_PORT: '9901', ADMIN_HOST: 'same', BANYAN_ROUTE_GROUPS: '[]', CALLER: 'cookie:session',
        LEGACY_URL: 'http://monolith.shop.internal:3000', UNLEASH_URL: 'https://unleash.example/api',
      },
      secrets: ['BANYAN_ADMIN_TOKEN', 'SHADOW_SECRET', 'UNLEASH_TOKEN'],
      command: null,
      healthCheck: { command: ['CMD', 'node', 'dist/proxy/check-health.js'], interval: 30, timeout: 5, retries: 3, startPeriod: 15 },
    },
    logRetentionDays: 30,
    service: {
      launchType: 'FARGATE', desiredCount: null, healthyPercent: [100, 200], circuitBreaker: { enable: true, rollback: true },
      zoneRebalancing: true, healthCheckGraceSeconds: 60, loadBalancer: { container: 'banyan-proxy', port: 8080 },
    },
    name: { type: 'A', ttl: 10 },
    lets: { 'the load balancer': 8080, 'the engine': 9901 },
    executionMay: EXECUTION,
  },
  'banyan-engine': {
    task: { cpu: '256', memory: '1024', networkMode: 'awsvpc', architecture: 'ARM64', hasRole: true },
    container: {
      ...CONTAINER,
      ports: [7417],
      environment: {},
      secrets: ['BANYAN_ADMIN_TOKEN', 'BANYAN_DASHBOARD_TOKEN', 'UNLEASH_ADMIN_TOKEN'],
      command: ['serve', '--run', '--host', '0.0.0.0', '--port', '7417', '--name', 'banyan.shop.internal'],
      healthCheck: null,
    },
    logRetentionDays: 30,
    service: {
      launchType: 'FARGATE', desiredCount: 1, healthyPercent: [0, 100], circuitBreaker: { enable: true, rollback: true },
      zoneRebalancing: false, healthCheckGraceSeconds: null, loadBalancer: null,
    },
    name: null,
    lets: {},
    executionMay: EXECUTION,
  },
  'banyan-mover': {
    task: { cpu: '1024', memory: '2048', networkMode: 'awsvpc', architecture: 'ARM64', hasRole: false },
    container: {
      ...CONTAINER,
      ports: [9090],
      environment: { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072', NODE_OPTIONS: '--max-semi-space-size=4' },
      secrets: ['BANYAN_ADMIN_TOKEN', 'LEGACY_DATABASE_URL', 'ORDERS_DATABASE_URL'],
      command: ['mover', '--host', '0.0.0.0', '--port', '9090'],
      healthCheck: null,
    },
    logRetentionDays: 30,
    service: {
      launchType: 'FARGATE', desiredCount: 2, healthyPercent: [50, 200], circuitBreaker: { enable: true, rollback: true },
      zoneRebalancing: true, healthCheckGraceSeconds: null, loadBalancer: null,
    },
    name: { type: 'A', ttl: 10 },
    lets: { 'the engine': 9090 },
    executionMay: EXECUTION,
  },
};

/** The proxy's place on the listener, whose default action is nobody's here. */
export const ON_THE_LISTENER = {
  rule: { priority: 50, header: 'x-banyan-operator', values: ['proxy'] },
  targetGroup: { name: 'banyan-proxy', type: 'ip', protocol: 'HTTP', port: 8080, deregistrationDelay: 30, health: { path: '/banyan/healthz', interval: 10, timeout: 5, healthy: 2, unhealthy: 3 } },
};

export const SCALING = { min: 2, max: 10, targets: { ECSServiceAverageCPUUtilization: 60, ALBRequestCountPerTarget: 30_000 } };

/** What starts candidates. */
export const CANDIDATES_START_MAY = [...EXECUTION, 'logs:CreateLogGroup'].toSorted();
