import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Port, type ISecurityGroup, type IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { AwsLogDriver, type ContainerImage, FargateService, FargateTaskDefinition, type ICluster, Secret as EcsSecret } from 'aws-cdk-lib/aws-ecs';
import { ApplicationListenerRule, ApplicationProtocol, ApplicationTargetGroup, type IApplicationListener, ListenerAction, ListenerCondition, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { DnsRecordType, type IPrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Construct } from 'constructs';

/** Callers' port and operators' port of the proxy's tasks. */
const PORT = 8080;
const REPORT_PORT = 9901;

export interface BanyanProxyProps {
  readonly vpc: IVpc;
  readonly cluster: ICluster;
  /** The listener in front of the monolith; its default action stays as it is. */
  readonly listener: IApplicationListener;
  /** Of the load balancer: the one that callers come from. */
  readonly loadBalancerSecurityGroup: ISecurityGroup;
  /** Whoever runs `banyan`: the proxies are asked for their reports, and told to take callers back, from there. */
  readonly engineSecurityGroup: ISecurityGroup;
  readonly namespace: IPrivateDnsNamespace;
  /** Built from packaging/proxy.Dockerfile of the banyan package. */
  readonly image: ContainerImage;
  /** The monolith by its Cloud Map name, never by the load balancer: `http://monolith.shop.internal:3000`. */
  readonly legacyUrl: string;
  /** `https://unleash.example/api` */
  readonly unleashUrl: string;
  readonly unleashClientToken: ISecret;
  /** What the proxies take orders for, 8 characters at least; also BANYAN_ADMIN_TOKEN of whoever runs `banyan`. */
  readonly adminToken: ISecret;
  /** Where a request says who calls. Default `cookie:sid`. */
  readonly caller?: string;
  /** Outside of the range that Banyan is given in `priorities`. Default 50. */
  readonly priority?: number;
  /** Default 2. */
  readonly tasks?: number;
}

/**
 * Banyan's proxy as an ECS service, known under `banyan-proxy` to the cluster, to the load balancer and to Cloud Map. It gets no callers by this: Banyan's own rules
 * send them. What Banyan changes afterwards, the task definition's revision, is not this stack's to put back: see docs/infrastructure-as-code.md.
 */
export class BanyanProxy extends Construct {
  readonly service: FargateService;
  readonly targetGroup: ApplicationTargetGroup;
  /** `proxy` of banyan.config.json. */
  readonly config = { service: 'banyan-proxy', targetGroup: 'banyan-proxy', discovery: 'banyan-proxy', reportPort: REPORT_PORT };

  constructor(scope: Construct, id: string, props: BanyanProxyProps) {
    super(scope, id);
    const taskDefinition = new FargateTaskDefinition(this, 'Task', { family: 'banyan-proxy', cpu: 512, memoryLimitMiB: 1024 });
    taskDefinition.addContainer('proxy', {
      containerName: 'banyan-proxy',
      image: props.image,
      portMappings: [{ containerPort: PORT }, { containerPort: REPORT_PORT }],
      environment: {
        PORT: String(PORT),
        ADMIN_PORT: String(REPORT_PORT),
        ADMIN_HOST: 'same',
        LEGACY_URL: props.legacyUrl,
        CALLER: props.caller ?? 'cookie:sid',
        UNLEASH_URL: props.unleashUrl,
        BANYAN_ROUTE_GROUPS: '[]',
      },
      secrets: { UNLEASH_TOKEN: EcsSecret.fromSecretsManager(props.unleashClientToken), BANYAN_ADMIN_TOKEN: EcsSecret.fromSecretsManager(props.adminToken) },
      logging: new AwsLogDriver({ streamPrefix: 'proxy', logGroup: new LogGroup(this, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }) }),
      stopTimeout: Duration.seconds(30),
    });
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', { vpc: props.vpc, description: 'Banyan proxy' });
    securityGroup.addIngressRule(props.loadBalancerSecurityGroup, Port.tcp(PORT), 'callers');
    securityGroup.addIngressRule(props.engineSecurityGroup, Port.tcp(REPORT_PORT), 'reports and overrides');
    this.service = new FargateService(this, 'Service', {
      serviceName: 'banyan-proxy',
      cluster: props.cluster,
      taskDefinition,
      desiredCount: props.tasks ?? 2,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { rollback: true },
      healthCheckGracePeriod: Duration.seconds(60),
      securityGroups: [securityGroup],
      cloudMapOptions: { cloudMapNamespace: props.namespace, name: 'banyan-proxy', dnsRecordType: DnsRecordType.A, dnsTtl: Duration.seconds(10) },
    });
    this.targetGroup = new ApplicationTargetGroup(this, 'TargetGroup', {
      targetGroupName: 'banyan-proxy',
      vpc: props.vpc,
      targetType: TargetType.IP,
      protocol: ApplicationProtocol.HTTP,
      port: PORT,
      deregistrationDelay: Duration.seconds(30),
      healthCheck: { path: '/banyan/healthz', interval: Duration.seconds(10), timeout: Duration.seconds(5), healthyThresholdCount: 2, unhealthyThresholdCount: 3 },
      targets: [this.service.loadBalancerTarget({ containerName: 'banyan-proxy', containerPort: PORT })],
    });
    // ECS registers tasks only in a target group that some rule leads to. No caller sends this header.
    const rule = new ApplicationListenerRule(this, 'Rule', {
      listener: props.listener,
      priority: props.priority ?? 50,
      conditions: [ListenerCondition.httpHeader('x-banyan-operator', ['proxy'])],
      action: ListenerAction.forward([this.targetGroup]),
    });
    this.service.node.addDependency(rule);
  }
}
