import { Duration } from 'aws-cdk-lib';
import { Port, type ISecurityGroup, type IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { AvailabilityZoneRebalancing, type CfnService, type ContainerImage, CpuArchitecture, FargateService, type ICluster, Secret as EcsSecret } from 'aws-cdk-lib/aws-ecs';
import { ApplicationListenerRule, ApplicationProtocol, ApplicationTargetGroup, type IApplicationListener, ListenerAction, ListenerCondition, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { DnsRecordType, type IPrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Construct } from 'constructs';
import { addTask, type TaskSize } from './task.ts';

/** Callers' port and operators' port of the proxy's tasks. */
const PORT = 8080;
const REPORT_PORT = 9901;

export interface BanyanProxyProps extends Partial<TaskSize> {
  readonly vpc: IVpc;
  readonly cluster: ICluster;
  /** The listener in front of the monolith; its default action stays as it is. */
  readonly listener: IApplicationListener;
  /** Of the load balancer: the one that callers come from. */
  readonly loadBalancerSecurityGroup: ISecurityGroup;
  /** Whoever runs `banyan`: the proxies are asked for their reports, and told to take callers back, from there. */
  readonly engineSecurityGroup: ISecurityGroup;
  readonly namespace: IPrivateDnsNamespace;
  /** Built from packaging/proxy.Dockerfile of the banyan package, for `architecture`. */
  readonly image: ContainerImage;
  /** The monolith by its Cloud Map name, never by the load balancer: `http://monolith.shop.internal:3000`. */
  readonly legacyUrl: string;
  /** `https://unleash.example/api` */
  readonly unleashUrl: string;
  readonly unleashClientToken: ISecret;
  /** What the proxies take orders for, 8 characters at least; also BANYAN_ADMIN_TOKEN of whoever runs `banyan`. */
  readonly adminToken: ISecret;
  /** More of its variables, such as `CALLER`; docs/configuration.md has all. Default none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Those of its variables that nobody may read, such as `SHADOW_SECRET`. Default none. */
  readonly secrets?: Readonly<Record<string, EcsSecret>>;
  /** Of service, target group and Cloud Map name; another for each environment in an account. Default `banyan-proxy`. */
  readonly name?: string;
  /** Outside of the range that Banyan is given in `priorities`. Default 50. */
  readonly priority?: number;
  /** How many tasks, and what asks for one more. Default 2 to 10, at 60 % of the processor; `requestsPerTask`, a minute, is not asked for by default. */
  readonly scale?: { readonly min: number; readonly max: number; readonly cpuPercent: number; readonly requestsPerTask?: number };
}

/**
 * Banyan's proxy as an ECS service, known under one name to the cluster, to the load balancer and to Cloud Map. It gets no callers by this: Banyan's own rules
 * send them. What Banyan changes afterwards, the task definition's revision, is not this stack's to put back: see docs/infrastructure-as-code.md.
 */
export class BanyanProxy extends Construct {
  readonly service: FargateService;
  readonly targetGroup: ApplicationTargetGroup;
  /** `proxy` of banyan.config.json. */
  readonly config: { readonly service: string; readonly targetGroup: string; readonly discovery: string; readonly reportPort: number };

  constructor(scope: Construct, id: string, props: BanyanProxyProps) {
    super(scope, id);
    const { vpc, name = 'banyan-proxy', scale = { min: 2, max: 10, cpuPercent: 60 } } = props;
    this.config = { service: name, targetGroup: name, discovery: name, reportPort: REPORT_PORT };
    const taskDefinition = addTask(this, {
      name,
      image: props.image,
      architecture: props.architecture ?? CpuArchitecture.X86_64,
      cpu: props.cpu ?? 1024,
      memoryMiB: props.memoryMiB ?? 2048,
      ports: [PORT, REPORT_PORT],
      environment: {
        PORT: String(PORT),
        ADMIN_PORT: String(REPORT_PORT),
        ADMIN_HOST: 'same',
        LEGACY_URL: props.legacyUrl,
        UNLEASH_URL: props.unleashUrl,
        BANYAN_ROUTE_GROUPS: '[]',
        ...props.environment,
      },
      secrets: { UNLEASH_TOKEN: EcsSecret.fromSecretsManager(props.unleashClientToken), BANYAN_ADMIN_TOKEN: EcsSecret.fromSecretsManager(props.adminToken), ...props.secrets },
      healthCheck: ['node', 'dist/proxy/check-health.js'],
    });
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', { vpc, description: 'Banyan proxy' });
    securityGroup.addIngressRule(props.loadBalancerSecurityGroup, Port.tcp(PORT), 'callers');
    securityGroup.addIngressRule(props.engineSecurityGroup, Port.tcp(REPORT_PORT), 'reports and overrides');
    this.service = new FargateService(this, 'Service', {
      serviceName: name,
      cluster: props.cluster,
      taskDefinition,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { rollback: true },
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.ENABLED,
      healthCheckGracePeriod: Duration.seconds(60),
      securityGroups: [securityGroup],
      cloudMapOptions: { cloudMapNamespace: props.namespace, name, dnsRecordType: DnsRecordType.A, dnsTtl: Duration.seconds(10) },
    });
    // How many is Auto Scaling's to say: with a number in the template each deployment would go back to it, in the middle of the day.
    (this.service.node.defaultChild as CfnService).addPropertyDeletionOverride('DesiredCount');
    this.targetGroup = new ApplicationTargetGroup(this, 'TargetGroup', {
      targetGroupName: name,
      vpc,
      targetType: TargetType.IP,
      protocol: ApplicationProtocol.HTTP,
      port: PORT,
      deregistrationDelay: Duration.seconds(30),
      healthCheck: { path: '/banyan/healthz', interval: Duration.seconds(10), timeout: Duration.seconds(5), healthyThresholdCount: 2, unhealthyThresholdCount: 3 },
      targets: [this.service.loadBalancerTarget({ containerName: name, containerPort: PORT })],
    });
    // ECS registers tasks only in a target group that some rule leads to. No caller sends this header.
    const rule = new ApplicationListenerRule(this, 'Rule', {
      listener: props.listener,
      priority: props.priority ?? 50,
      conditions: [ListenerCondition.httpHeader('x-banyan-operator', ['proxy'])],
      action: ListenerAction.forward([this.targetGroup]),
    });
    this.service.node.addDependency(rule);
    const scaling = this.service.autoScaleTaskCount({ minCapacity: scale.min, maxCapacity: scale.max });
    scaling.scaleOnCpuUtilization('Processor', { targetUtilizationPercent: scale.cpuPercent });
    if (scale.requestsPerTask !== undefined) scaling.scaleOnRequestCount('Requests', { targetGroup: this.targetGroup, requestsPerTarget: scale.requestsPerTask });
  }
}
