import type { IncomingMessage } from 'node:http';
import { isSafe } from '../../domain/copying.ts';
import type { Decision } from '../../domain/decision.ts';
import type { Group } from '../group.ts';
import type { Introduce, Introductions } from '../identity/introductions.ts';
import { readRequest, type CallerRequest, type ReadOptions } from '../listening/caller-request.ts';
import { decideRoute } from './decide-route.ts';
import type { Flags } from './flags.ts';
import type { IdentifyCaller } from './identify-caller.ts';

/** A request with everything that was found out about it, before it is sent anywhere. */
export interface Routed {
  readonly request: CallerRequest;
  readonly decision: Decision;
  /** `undefined`: it is no concern of any migration. */
  readonly group: Group | undefined;
  /** Tells the candidate who calls; `undefined` where it is not to know, or not asked. */
  readonly introduce?: Introduce;
}

export interface RoutingDeps extends ReadOptions {
  readonly groups: readonly Group[];
  readonly flags: Flags;
  readonly identify: IdentifyCaller;
  readonly introductions: Introductions;
}

/** Identifies the caller and decides; `loop` where the request has been at this proxy before, `gone` where its group is retired and nobody answers for it. A promise only where a token or a session comes for the first time. */
export type RouteRequest = (req: IncomingMessage) => Routed | Unrouted | Promise<Routed | Unrouted>;

export type Unrouted = 'loop' | 'gone';

export function createRouting(deps: RoutingDeps): RouteRequest {
  const { groups, flags, identify, introductions } = deps;
  const byName = new Map(groups.map((group) => [group.name, group]));

  function routeFor(req: IncomingMessage, caller: string | null): ReturnType<RouteRequest> {
    const request = readRequest(req, caller, deps);
    if (request === 'loop') return 'loop';
    const decision = decideRoute(request, groups, flags);
    const group = decision.group === null ? undefined : byName.get(decision.group);
    if (group?.retired && group.stragglers === 'gone') return 'gone';
    group?.tally.decided(request.session, decision.reason);
    // The candidate may be asked for a write after legacy.
    const mayAskCandidate = decision.upstream === 'candidate' || (group !== undefined && group.writes !== null && !isSafe(request.method));
    if (!mayAskCandidate || !group?.identity) return { request, decision, group };
    const introduced = introductions.of(request, group.name);
    return introduced instanceof Promise ? introduced.then((found) => withIntroduction(request, decision, group, found)) : withIntroduction(request, decision, group, introduced);
  }

  return (req) => {
    const caller = identify(req);
    return caller instanceof Promise ? caller.then((known) => routeFor(req, known)) : routeFor(req, caller);
  };
}

function withIntroduction(request: CallerRequest, decision: Decision, group: Group, introduce: Introduce | 'unknown'): Routed {
  if (introduce === 'unknown' && decision.upstream === 'legacy') return { request, decision, group };
  if (introduce !== 'unknown') return { request, decision, group, introduce };
  return { request, decision: { group: group.name, upstream: 'legacy', reason: 'session-unknown' }, group };
}
