import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { type ContainerImage, CpuArchitecture, FargateService, type ICluster, Secret as EcsSecret } from 'aws-cdk-lib/aws-ecs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { addTask, type TaskSize } from './task.ts';

/** Of the page. */
const PORT = 7417;

export interface BanyanEngineProps extends Partial<TaskSize> {
  readonly cluster: ICluster;
  /** `engineSecurityGroup` of the proxy. Whoever it lets in on port 7417 sees the page, after a login. */
  readonly securityGroup: ISecurityGroup;
  /** Built from packaging/banyan.Dockerfile: the configuration, whose journal is in S3, and the migration files are in it. */
  readonly image: ContainerImage;
  /** That of `EngineRole`. */
  readonly role: IRole;
  readonly unleashAdminToken: ISecret;
  /** `adminToken` of the proxy. */
  readonly adminToken: ISecret;
  /** What lets people act on the page, 16 characters at least. */
  readonly dashboardToken: ISecret;
  /** By which people reach the page; without one it is only to be had at the task's address. */
  readonly hostName?: string;
}

/** `banyan serve --run` as an ECS service: it moves the migrations as their gates open, and shows the page. It retires nothing: that is for people. */
export class BanyanEngine extends Construct {
  readonly service: FargateService;

  constructor(scope: Construct, id: string, props: BanyanEngineProps) {
    super(scope, id);
    const taskDefinition = addTask(this, {
      name: 'banyan-engine',
      image: props.image,
      architecture: props.architecture ?? CpuArchitecture.X86_64,
      cpu: props.cpu ?? 256,
      memoryMiB: props.memoryMiB ?? 1024,
      ports: [PORT],
      environment: {},
      secrets: {
        UNLEASH_ADMIN_TOKEN: EcsSecret.fromSecretsManager(props.unleashAdminToken),
        BANYAN_ADMIN_TOKEN: EcsSecret.fromSecretsManager(props.adminToken),
        BANYAN_DASHBOARD_TOKEN: EcsSecret.fromSecretsManager(props.dashboardToken),
      },
      command: ['serve', '--run', '--host', '0.0.0.0', '--port', String(PORT), ...(props.hostName === undefined ? [] : ['--name', props.hostName])],
      role: props.role,
    });
    // One is enough: what is under way stays where it is while there is none, and of two the journal lets one move.
    this.service = new FargateService(this, 'Service', {
      serviceName: 'banyan-engine',
      cluster: props.cluster,
      taskDefinition,
      desiredCount: 1,
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      securityGroups: [props.securityGroup],
    });
  }
}
