import { Duration } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { AvailabilityZoneRebalancing, type ContainerImage, CpuArchitecture, FargateService, type ICluster, Secret as EcsSecret } from 'aws-cdk-lib/aws-ecs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { DnsRecordType, type IPrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Construct } from 'constructs';
import { addTask, type TaskSize } from './task.ts';

/** Where the engine gives its orders. */
const PORT = 9090;

export interface BanyanMoverProps extends Partial<TaskSize> {
  readonly vpc: IVpc;
  readonly cluster: ICluster;
  /** Whoever runs `banyan`. */
  readonly engineSecurityGroup: ISecurityGroup;
  readonly namespace: IPrivateDnsNamespace;
  /** Built from packaging/banyan.Dockerfile, as the engine's: the migration files are in it. */
  readonly image: ContainerImage;
  /** `adminToken` of the proxy. */
  readonly adminToken: ISecret;
  /** URLs of the stores, by the variables that the migration files name: `LEGACY_DATABASE_URL`. */
  readonly stores: Readonly<Record<string, EcsSecret>>;
}

/** `banyan mover` as an ECS service of two tasks, one of which stands by: `mover: { url: 'http://banyan-mover.<namespace>:9090' }` of banyan.config.json. The stores' security groups let `service` in. */
export class BanyanMover extends Construct {
  readonly service: FargateService;

  constructor(scope: Construct, id: string, props: BanyanMoverProps) {
    super(scope, id);
    const taskDefinition = addTask(this, {
      name: 'banyan-mover',
      image: props.image,
      architecture: props.architecture ?? CpuArchitecture.X86_64,
      cpu: props.cpu ?? 1024,
      memoryMiB: props.memoryMiB ?? 2048,
      ports: [PORT],
      environment: { NODE_OPTIONS: '--max-semi-space-size=4', MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072' },
      secrets: { BANYAN_ADMIN_TOKEN: EcsSecret.fromSecretsManager(props.adminToken), ...props.stores },
      command: ['mover', '--host', '0.0.0.0', '--port', String(PORT)],
    });
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', { vpc: props.vpc, description: 'Banyan mover' });
    securityGroup.addIngressRule(props.engineSecurityGroup, Port.tcp(PORT), 'orders');
    this.service = new FargateService(this, 'Service', {
      serviceName: 'banyan-mover',
      cluster: props.cluster,
      taskDefinition,
      desiredCount: 2,
      minHealthyPercent: 50,
      maxHealthyPercent: 200,
      circuitBreaker: { rollback: true },
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.ENABLED,
      securityGroups: [securityGroup],
      cloudMapOptions: { cloudMapNamespace: props.namespace, name: 'banyan-mover', dnsRecordType: DnsRecordType.A, dnsTtl: Duration.seconds(10) },
    });
  }
}
