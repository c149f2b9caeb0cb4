import { Router } from 'express';
import { isEnvironment } from '../flags/environments.ts';
import { eventView, foundView } from '../flags/views.ts';
import type { Store } from '../state/store.ts';
import type { Flag } from '../state/unleash-state.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;

type Query = Readonly<Record<string, unknown>>;

/** Flags and events by what they are like. What cannot be understood in a query is passed over, as in Unleash. */
export function searchRoutes(store: Store): Router {
  const router = Router();
  router.get('/search/features', ({ query }, response) => {
    const found = store.state.flags.filter((flag) => matches(flag, query)).toSorted(order(query));
    response.json({ features: page(found, query).map((flag) => foundView(store, flag)), total: found.length });
  });
  router.get('/search/events', ({ query }, response) => {
    const { events } = store.state;
    const asked = { featureName: operands(query['feature']), type: operands(query['type']), environment: operands(query['environment']) };
    const found = events.filter((each) => Object.entries(asked).every(([key, values]) => !values || values.includes(each[key as keyof typeof asked] ?? ''))).toReversed();
    response.json({ events: page(found, query).map((each) => eventView(store, each)), total: found.length });
  });
  router.get('/events', (_request, response) => void response.json({ version: 1, events: store.state.events.toReversed().map((each) => eventView(store, each)), totalEvents: store.state.events.length }));
  router.get('/events/:name', ({ params }, response) => {
    const own = store.state.events.filter(({ featureName }) => featureName === params.name).toReversed();
    response.json({ version: 1, toggleName: params.name, events: own.map((each) => eventView(store, each)), totalEvents: own.length });
  });
  return router;
}

function matches(flag: Flag, query: Query): boolean {
  const words = typeof query['query'] === 'string' ? query['query'].toLowerCase() : '';
  const tags = operands(query['tag']);
  const status = query['status[]'] ?? query['status'];
  return (
    (flag.archivedAt !== null) === (operands(query['archived'])?.includes('true') ?? false) &&
    [flag.name, flag.description ?? ''].some((each) => each.toLowerCase().includes(words)) &&
    (operands(query['project'])?.includes(flag.project) ?? true) &&
    (operands(query['type'])?.includes(flag.type) ?? true) &&
    (operands(query['state'])?.includes(flag.stale ? 'stale' : 'active') ?? true) &&
    (tags?.some((tag) => flag.tags.some(({ type, value }) => tag === `${type}:${value}`)) ?? true) &&
    (status === undefined || [status].flat().map(String).some((each) => hasStatus(flag, each)))
  );
}

/** `production:enabled`. */
function hasStatus(flag: Flag, status: string): boolean {
  const [environment = '', wanted] = status.split(':');
  return isEnvironment(environment) && flag.environments[environment].enabled === (wanted === 'enabled');
}

/** Of `IS:a`, `IS_ANY_OF:a,b`, `INCLUDE:simple:a`. Of anything else: none, so that it does not narrow. */
function operands(filter: unknown): readonly string[] | undefined {
  const [, list] = typeof filter === 'string' ? (/^(?:IS|IS_ANY_OF|INCLUDE|INCLUDE_ANY_OF):(.*)$/.exec(filter) ?? []) : [];
  return list?.split(',').map((each) => each.trim());
}

function order({ sortBy, sortOrder }: Query): (one: Flag, other: Flag) => number {
  const sign = sortOrder === 'desc' ? -1 : 1;
  if (sortBy === 'name') return (one, other) => sign * one.name.localeCompare(other.name);
  return (one, other) => sign * (one.createdAt - other.createdAt);
}

function page<T>(all: readonly T[], { offset, limit }: Query): readonly T[] {
  const from = Math.max(0, Math.floor(Number(offset)) || 0);
  const size = Math.min(Math.max(0, Math.floor(Number(limit)) || DEFAULT_LIMIT), MAX_LIMIT);
  return all.slice(from, from + size);
}
