/** ARNs of the load balancer's things, as AWS forms them. Ids are 16 hex digits. */
export interface Arns {
  loadBalancer(name: string): string;
  targetGroup(name: string): string;
  listener(loadBalancerArn: string): string;
  rule(listenerArn: string): string;
}

export function createArns(region: string, account: string, random: () => number): Arns {
  const prefix = `arn:aws:elasticloadbalancing:${region}:${account}:`;
  const id = (): string => Array.from({ length: 16 }, () => Math.floor(random() * 16).toString(16)).join('');
  return {
    loadBalancer: (name) => `${prefix}loadbalancer/app/${name}/${id()}`,
    targetGroup: (name) => `${prefix}targetgroup/${name}/${id()}`,
    listener: (loadBalancerArn) => `${loadBalancerArn.replace(':loadbalancer/', ':listener/')}/${id()}`,
    rule: (listenerArn) => `${listenerArn.replace(':listener/', ':listener-rule/')}/${id()}`,
  };
}

/** The value of CloudWatch's dimension `LoadBalancer`: `app/<name>/<id>`. */
export function loadBalancerDimension(arn: string): string {
  return arn.slice(arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);
}

/** The value of CloudWatch's dimension `TargetGroup`: `targetgroup/<name>/<id>`. */
export function targetGroupDimension(arn: string): string {
  return arn.slice(arn.indexOf(':targetgroup/') + 1);
}
