import { type IPrincipal, PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface EngineRoleProps {
  /** Who runs `banyan`: a task, a build, an operator. */
  readonly assumedBy: IPrincipal;
  /** What `banyan plan --iam` has printed, parsed. Print it again when a migration is added. */
  readonly policy: object;
}

/** The role of whoever runs `banyan`: it may what these migrations need, and nothing else. */
export class EngineRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, { assumedBy, policy }: EngineRoleProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', { assumedBy, inlinePolicies: { banyan: PolicyDocument.fromJson(policy) } });
  }
}
