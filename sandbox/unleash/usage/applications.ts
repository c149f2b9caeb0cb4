import { z } from 'zod';
import { basicView, iso } from '../flags/views.ts';
import { parse, text, time } from '../parse-body.ts';
import type { Store } from '../state/store.ts';
import type { Instance } from '../state/unleash-state.ts';
import { badBody, notFound } from '../unleash-error.ts';

/** The longest silent go first. */
const MAX_INSTANCES = 2_000;

const Registration = z.object({
  appName: text,
  interval: z.coerce.number(),
  started: z.unknown(),
  strategies: z.array(text),
  instanceId: text.optional(),
  sdkVersion: text.optional(),
});

export interface Caller {
  readonly environment: string;
  readonly sdkType: 'backend' | 'frontend';
  readonly clientIp: string | null;
}

export function register(store: Store, caller: Caller, body: unknown): void {
  const { appName, started, strategies, instanceId = 'default', sdkVersion = null } = parse(Registration, body);
  if (!time.safeParse(started).success) throw badBody([{ path: '/body/started', message: `The \`/body/started\` property must match format "date-time". You sent ${JSON.stringify(started) ?? 'undefined'}.` }]);
  sawInstance(store, caller, { appName, instanceId, sdkVersion, strategies });
}

/** Notes that the instance is alive, and what it says of itself. */
export function sawInstance({ state, now }: Store, caller: Caller, said: Pick<Instance, 'appName' | 'instanceId'> & Partial<Instance>): void {
  const isSame = (each: Instance): boolean => each.appName === said.appName && each.instanceId === said.instanceId && each.environment === caller.environment;
  const before = state.instances.find(isSame) ?? { sdkVersion: null, strategies: [], createdAt: now() };
  state.instances = [...state.instances.filter((each) => !isSame(each)), { ...before, ...caller, ...said, lastSeen: now() }].slice(-MAX_INSTANCES);
}

export function applications({ state }: Store): object {
  const names = [...new Set(state.instances.map(({ appName }) => appName))].toSorted();
  const views = names.map((appName) => {
    const own = state.instances.filter((each) => each.appName === appName);
    const environments = [...new Set(own.map(({ environment }) => environment))];
    return { ...application(appName, own), project: '*', environment: environments[0], usage: [{ project: '*', environments }] };
  });
  return { applications: views, total: views.length };
}

export function applicationView(store: Store, appName: string): object {
  const own = instancesOf(store, appName);
  if (own.length === 0) throw notFound(`Could not find appName=${appName}`);
  const used = new Set(store.state.usage.filter((each) => each.appName === appName).map(({ featureName }) => featureName));
  const seenToggles = store.state.flags.filter(({ name }) => used.has(name)).map(basicView);
  return { ...application(appName, own), instances: own.map(instanceView), seenToggles, links: { self: `/api/applications/${appName}` } };
}

export function instancesOf({ state }: Store, appName: string, environment?: string): readonly Instance[] {
  return state.instances.filter((each) => each.appName === appName && (environment === undefined || each.environment === environment));
}

export function instanceView({ strategies: _strategies, createdAt, lastSeen, ...rest }: Instance): object {
  return { ...rest, createdAt: iso(createdAt), lastSeen: iso(lastSeen) };
}

function application(appName: string, own: readonly Instance[]): object {
  const strategies = [...new Set(own.flatMap((each) => each.strategies))];
  return { appName, createdAt: iso(Math.min(...own.map(({ createdAt }) => createdAt))), updatedAt: iso(Math.max(...own.map(({ lastSeen }) => lastSeen))), description: null, url: null, color: null, icon: null, createdBy: null, strategies };
}
