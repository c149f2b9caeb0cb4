import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export interface CandidateRoleProps {
  /** Of the candidates' images. */
  readonly repositories: readonly IRepository[];
  /** Those that `ecsService({ secrets })` of the migration files name. Default none. */
  readonly secrets?: readonly ISecret[];
  /** Names of candidates whose logs are kept for a month; those of others are kept until somebody says otherwise. Default none. */
  readonly logsOf?: readonly string[];
}

/** What ECS starts the candidates' tasks by: `aws.executionRole` of banyan.config.json. It pulls their images, reads their secrets and writes their logs, below `/banyan/`. */
export class CandidateRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, { repositories, secrets = [], logsOf = [] }: CandidateRoleProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    for (const repository of repositories) repository.grantPull(this.role);
    for (const secret of secrets) secret.grantRead(this.role);
    for (const service of logsOf) new LogGroup(this, service, { logGroupName: `/banyan/${service}`, retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const logGroups = Stack.of(this).formatArn({ service: 'logs', resource: 'log-group', resourceName: '/banyan/*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    this.role.addToPolicy(new PolicyStatement({ actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroups] }));
  }
}
