/** What the ECS scheduler needs of the load balancer: the calls that ECS makes to ELB in an account of its own accord. */
export interface TargetRegistry {
  /** The target group, or `undefined` where there is none of that ARN. */
  targetGroup(arn: string): { readonly name: string; readonly targetType: 'ip' | 'instance' | 'lambda'; readonly loadBalancerArns: readonly string[]; readonly deregistrationDelayMs: number } | undefined;
  register(arn: string, target: { readonly id: string; readonly port: number }): void;
  /** The target takes no new requests from now on and shows `draining` for the deregistration delay. Unknown is fine. */
  deregister(arn: string, target: { readonly id: string; readonly port: number }): void;
  health(arn: string, target: { readonly id: string; readonly port: number }): 'unused' | 'initial' | 'healthy' | 'unhealthy' | 'draining';
}
