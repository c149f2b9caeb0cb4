import { latencyBucket, quantile } from '../../domain/latency-histogram.ts';
import { normalPath } from '../../domain/normal-path.ts';
import { HTTP_METHODS } from '../../domain/route-group.ts';
import { pathOf } from '../../domain/route-match.ts';
import { createRouteTree, type RouteTree } from '../../domain/route-tree.ts';
import { routeTemplate } from '../../shadow/route-template.ts';
import type { ObservedRequest } from '../../shadow/traffic/observed-request.ts';
import { createCouplings, type Coupling } from './couplings.ts';
import { groupOfPath, REST, type About } from './group-of-path.ts';

/** What was counted of one proposed group. */
export interface GroupTraffic {
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly requests: number;
  readonly methods: Readonly<Record<string, number>>;
  /** Requests that are no GET, HEAD or OPTIONS. */
  readonly writes: number;
  /** Answers with 5xx, and requests that got none. */
  readonly errors: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly templates: readonly { readonly route: string; readonly requests: number }[];
}

export interface Traffic {
  readonly requests: number;
  /** Epoch milliseconds of the first and the last; `null` where there was none. */
  readonly from: number | null;
  readonly to: number | null;
  readonly groups: readonly GroupTraffic[];
  /** Whether anything told who called: without that no coupling is seen, whatever there is. */
  readonly callersKnown: boolean;
  readonly couplings: readonly Coupling[];
}

interface Counts {
  requests: number;
  writes: number;
  errors: number;
  readonly methods: Map<string, number>;
  readonly latency: Record<string, number>;
  /** Routes below each prefix, as they are told apart there. */
  readonly trees: Map<string, RouteTree>;
}

/** What is told apart: a scanner that asks for a thousand things that there are none of must not fill the memory. */
const MOST = { groups: 200, prefixes: 8, segments: 300, templates: 10 };
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Counts traffic by what it is about, in bounded memory. */
export function createTrafficTally(): { add(request: ObservedRequest): void; result(): Traffic } {
  const groups = new Map<string, Counts>();
  const couplings = createCouplings();
  let requests = 0;
  let callersKnown = false;
  let [from, to] = [Infinity, -Infinity];

  /** What nobody has ever got an answer from is no group. */
  function groupOf({ name }: About, isThere: boolean): string {
    return groups.has(name) || (isThere && groups.size < MOST.groups) ? name : REST;
  }

  return {
    add({ at, caller, method: asked, target, status, ms }) {
      const method = (HTTP_METHODS as readonly string[]).includes(asked) ? asked : 'OTHER';
      const path = routeTemplate(method, normalPath(pathOf(target))).slice(method.length + 1);
      const isThere = status >= 200 && status < 400;
      const about = groupOfPath(path);
      const name = groupOf(about, isThere);
      const counts: Counts = groups.get(name) ?? { requests: 0, writes: 0, errors: 0, methods: new Map(), latency: {}, trees: new Map() };
      groups.set(name, counts);
      requests += 1;
      from = Math.min(from, at);
      to = Math.max(to, at);
      counts.requests += 1;
      counts.methods.set(method, (counts.methods.get(method) ?? 0) + 1);
      if (!READS.has(method)) counts.writes += 1;
      if (status === 0 || status >= 500) counts.errors += 1;
      if (ms !== null) counts.latency[latencyBucket(ms)] = (counts.latency[latencyBucket(ms)] ?? 0) + 1;
      if (name !== REST) {
        if (counts.trees.size < MOST.prefixes && !counts.trees.has(about.prefix)) counts.trees.set(about.prefix, createRouteTree({ maxSegments: MOST.segments }));
        counts.trees.get(about.prefix)?.add(`${method} ${path.slice(about.prefix.length)}`, 1, isThere);
        if (caller !== null) couplings.add(caller, name, at);
        callersKnown ||= caller !== null;
      }
    },
    result: () => ({ requests, from: requests > 0 ? from : null, to: requests > 0 ? to : null, groups: [...groups].map(([name, counts]) => trafficOf(name, counts)), callersKnown, couplings: couplings.list() }),
  };
}

function trafficOf(name: string, { requests, writes, errors, methods, latency, trees }: Counts): GroupTraffic {
  const templates = [...trees].flatMap(([prefix, tree]) => tree.counts().map(({ route, compared }) => ({ route: route.replace(' ', () => ` ${prefix}`), requests: compared })));
  return {
    name,
    prefixes: [...trees.keys()].toSorted(),
    requests,
    methods: Object.fromEntries([...methods].toSorted(([, a], [, b]) => b - a)),
    writes,
    errors,
    p50Ms: quantile(latency, 0.5),
    p99Ms: quantile(latency, 0.99),
    templates: templates.toSorted((a, b) => b.requests - a.requests).slice(0, MOST.templates),
  };
}
