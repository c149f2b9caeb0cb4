/** ARNs of the load balancer's things, as AWS forms them. Ids are 16 hex digits. */
export interface Arns {
  loadBalancer(name: string): string;
  targetGroup(name: string): string;
  listener(loadBalancerArn: string): string;
  rule(listenerArn: string): string;
}

/** `taken` tells ids from earlier runs, which the same seed would draw again. */
export function createArns(region: string, account: string, random: () => number, taken: (arn: string) => boolean): Arns {
  const prefix = `arn:aws:elasticloadbalancing:${region}:${account}:`;
  const id = (): string => Array.from({ length: 16 }, () => Math.floor(random() * 16).toString(16)).join('');
  const fresh = (stem: string): string => {
    const arn = `${stem}/${id()}`;
    return taken(arn) ? fresh(stem) : arn;
  };
  return {
    loadBalancer: (name) => fresh(`${prefix}loadbalancer/app/${name}`),
    targetGroup: (name) => fresh(`${prefix}targetgroup/${name}`),
    listener: (loadBalancerArn) => fresh(loadBalancerArn.replace(':loadbalancer/', ':listener/')),
    rule: (listenerArn) => fresh(listenerArn.replace(':listener/', ':listener-rule/')),
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
