import type { AccountSurvey, FoundService } from '../../migrations/adapters/aws/survey-account.ts';

/** What somebody says instead of leaving it to be found. */
export interface Given {
  readonly listener?: string;
  /** ECS service of the proxy, and of the monolith. */
  readonly proxy?: string;
  readonly legacy?: string;
  readonly unleash?: string;
}

/** One member of the configuration, what it is to be, and why. `null`: nothing was found, and somebody has to fill it in. */
export interface Choice {
  readonly member: string;
  readonly value: unknown;
  readonly because: string;
}

const FILL_IN = 'fill-in';
/** Where the proxy's operators' port is if its task definition does not say. */
const ADMIN_PORT = 9090;

/** What of an account the configuration is to name: the listener, what it leads to, the proxy beside it. Pure. */
export function choose({ listeners, services }: AccountSurvey, given: Given): readonly Choice[] {
  const suitable = listeners.filter(({ targetGroup }) => targetGroup !== null);
  const listener = listeners.find(({ arn }) => arn === given.listener) ?? (given.listener === undefined && suitable.length === 1 ? suitable[0] : undefined);
  const legacy = services.find(({ name, targetGroups }) => (given.legacy === undefined ? listener?.targetGroup !== undefined && targetGroups.some((group) => group === listener.targetGroup) : name === given.legacy));
  const proxy = services.find(({ name, image }) => (given.proxy === undefined ? /banyan/.test(`${name} ${image}`) && /proxy/.test(`${name} ${image}`) : name === given.proxy));
  const base = proxy ?? legacy;
  return [
    listener
      ? chosen('aws.listener', listener.arn, `${listener.balancer}:${listener.port}, whose default action forwards to ${listener.targetGroup ?? 'no single target group'}`)
      : missing('aws.listener', whyNoListener(suitable, given.listener)),
    base ? chosen('aws.cluster', base.cluster, `${base.name} runs there`) : missing('aws.cluster', 'neither the monolith nor the proxy was found as an ECS service'),
    (legacy ?? proxy)?.network ? chosen('aws.network', (legacy ?? proxy)?.network, `that of ${(legacy ?? proxy)?.name}`) : missing('aws.network.subnets', 'no ECS service with a network of its own was found'),
    ...(legacy?.executionRole ? [chosen('aws.executionRole', legacy.executionRole, `that of ${legacy.name}`)] : []),
    ...(legacy ? [chosen('legacy.service', legacy.name, `its tasks are in the target group that the listener leads to`)] : []),
    ...proxyChoices(proxy, given.proxy),
    base?.discovery ? chosen('namespace', base.discovery.namespace, `${base.name} is named there`) : missing('namespace', 'no service of yours has a name in a private DNS namespace of Cloud Map'),
    unleashChoice(given.unleash, proxy),
  ];
}

function whyNoListener(suitable: AccountSurvey['listeners'], given: string | undefined): string {
  if (given !== undefined) return `there is no listener ${given}`;
  if (suitable.length === 0) return 'no listener of an Application Load Balancer forwards to one target group';
  return `there are ${suitable.length} that could be meant: ${suitable.map(({ arn }) => arn).join(', ')}`;
}

function proxyChoices(proxy: FoundService | undefined, given: string | undefined): readonly Choice[] {
  const none = given !== undefined ? `there is no ECS service ${given}` : 'no ECS service was found whose name or image has banyan and proxy in it; docs/running-the-proxy.md says how the proxy is set up';
  if (!proxy) return ['service', 'targetGroup', 'discovery'].map((member) => missing(`proxy.${member}`, none)).concat(chosen('proxy.reportPort', ADMIN_PORT, 'the proxy’s own default'));
  const { name, targetGroups: [targetGroup], discovery, environment } = proxy;
  const port = Number(environment['ADMIN_PORT']);
  return [
    chosen('proxy.service', name, `its image is ${proxy.image}`),
    targetGroup === undefined ? missing('proxy.targetGroup', `${name} is in no target group`) : chosen('proxy.targetGroup', targetGroup, `${name} is registered in it`),
    discovery ? chosen('proxy.discovery', discovery.name, `${name} is named so in Cloud Map`) : missing('proxy.discovery', `${name} has no name in Cloud Map`),
    port > 0 ? chosen('proxy.reportPort', port, 'ADMIN_PORT of its task definition') : chosen('proxy.reportPort', ADMIN_PORT, 'the proxy’s own default'),
  ];
}

function unleashChoice(given: string | undefined, proxy: FoundService | undefined): Choice {
  if (given !== undefined) return chosen('unleash.url', given, 'you said so');
  const url = proxy?.environment['UNLEASH_URL']?.replace(/\/api\/?$/, '');
  return url ? chosen('unleash.url', url, `the proxy’s task definition has it`) : missing('unleash.url', 'say it with --unleash');
}

function chosen(member: string, value: unknown, because: string): Choice {
  return { member, value, because };
}

function missing(member: string, because: string): Choice {
  return { member, value: null, because };
}

/** What is to be written, with `fill-in` where nothing was found. */
export function configOf(choices: readonly Choice[], place: { readonly region: string; readonly endpoint?: string }): Record<string, unknown> {
  const config: Record<string, unknown> = { aws: { ...place } };
  for (const { member, value } of choices) {
    const [name = '', part] = member.split('.');
    const [shown, inner] = [value ?? FILL_IN, member.split('.')[2]];
    if (part === undefined) config[name] = shown;
    else config[name] = { ...(config[name] as object), [part]: inner === undefined ? shown : { [inner]: shown } };
  }
  return config;
}
