import { z } from 'zod';
import { BanyanError } from '../../domain/errors.ts';
import { PROXY_GROUPS_VARIABLE } from '../../domain/proxy-groups.ts';
import { COPYING, copyingConfig, copyingProblems, type CopyingConfig } from './copying.ts';
import { CALLER, callerConfig, callerProblems, type CallerConfig } from './caller.ts';
import { DECIDING, decidingConfig, type DecidingConfig } from './deciding.ts';
import { IDENTITY, identityConfig, identityProblems, type IdentitySettings } from './identity.ts';
import { LIFECYCLE, lifecycleConfig, type LifecycleConfig } from './lifecycle.ts';
import { LISTENING, listeningConfig, type ListeningConfig } from './listening.ts';
import { OBSERVING, observingConfig, type ObservingConfig } from './observing.ts';
import { ROUTE_GROUPS, routeGroupsConfig, type RouteGroupsConfig } from './route-groups.ts';
import { UPSTREAMS, upstreamsConfig, type UpstreamsConfig } from './upstreams.ts';

/** How one proxy works. Read from the environment of its task. */
export type ProxyConfig = ListeningConfig & LifecycleConfig & UpstreamsConfig & CallerConfig & DecidingConfig & IdentitySettings & CopyingConfig & ObservingConfig & RouteGroupsConfig;

/** Every variable that is read, by what it is about. */
export const SETTINGS_BY_TOPIC = { listening: LISTENING, upstreams: UPSTREAMS, deciding: DECIDING, caller: CALLER, identity: IDENTITY, copying: COPYING, observing: OBSERVING, lifecycle: LIFECYCLE, groups: ROUTE_GROUPS };

/** All of them. */
export const SETTINGS = { ...LISTENING, ...UPSTREAMS, ...DECIDING, ...CALLER, ...IDENTITY, ...COPYING, ...OBSERVING, ...LIFECYCLE, ...ROUTE_GROUPS };

/** The configuration in `env`, frozen. Throws CONFIG_INVALID with every problem at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ProxyConfig {
  const unknown = Object.keys(env).filter((key) => key.startsWith('BANYAN_') && !(key in SETTINGS));
  const read = z.object(SETTINGS).safeParse(env);
  const problems = [
    ...unknown.map((key) => `${key}: is not a setting of the proxy`),
    ...(read.error?.issues.map((issue) => `${formatPath(issue.path)}: ${issue.message}`) ?? []),
    ...callerProblems(env),
    ...(read.success ? [...identityProblems(read.data, read.data[PROXY_GROUPS_VARIABLE]), ...copyingProblems(read.data, read.data[PROXY_GROUPS_VARIABLE])] : []),
  ];
  if (!read.success || problems.length > 0) {
    throw new BanyanError('CONFIG_INVALID', `The proxy cannot start:\n  ${problems.join('\n  ')}`, {
      remedy: "Correct the named variables in the environment of the proxy's task definition.",
    });
  }
  const set = read.data;
  return Object.freeze({ ...listeningConfig(set), ...lifecycleConfig(set), ...upstreamsConfig(set), ...callerConfig(set), ...decidingConfig(set), ...identityConfig(set), ...copyingConfig(set), ...observingConfig(set), ...routeGroupsConfig(set) });
}

/** `BANYAN_ROUTE_GROUPS[0].candidate` */
function formatPath(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? String(part) : `.${String(part)}`)).join('');
}
