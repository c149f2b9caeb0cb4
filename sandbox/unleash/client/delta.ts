import { concernsClients, type Store } from '../state/store.ts';
import type { UnleashEvent } from '../state/unleash-state.ts';
import { matches, type ClientQuery } from './client-query.ts';
import { clientSegment, clientView } from './client-view.ts';

/** Everything that a client needs to begin with. */
export function hydration({ state }: Store, query: ClientQuery): object {
  const features = state.flags.filter((each) => matches(query, each)).map((each) => clientView(each, query.environment));
  return { type: 'hydration', eventId: state.revision, features, segments: state.segments.map(clientSegment) };
}

/**
 * What a client that was up to date at that revision has missed, each flag and segment once, as it is now.
 * Of a revision that is too long ago, or was never: everything.
 */
export function eventsSince(store: Store, query: ClientQuery, revision: number | undefined): readonly object[] {
  const { events, revision: newest } = store.state;
  const known = revision !== undefined && revision <= newest && (events[0]?.id ?? 1) <= revision + 1;
  if (!known) return [hydration(store, query)];
  const missed = events.filter((each) => each.id > revision && concernsClients(each));
  const latest = new Map(missed.map((each) => [each.featureName ?? segmentOf(each), each]));
  return [...latest.values()].toSorted((one, other) => one.id - other.id).map((each) => deltaOf(store, query, each));
}

/** What an event means to a client. */
export function deltaOf({ state }: Store, query: ClientQuery, event: UnleashEvent): object {
  const eventId = event.id;
  if (event.featureName === null) {
    const segmentId = segmentOf(event);
    const segment = state.segments.find(({ id }) => id === segmentId);
    return segment ? { type: 'segment-updated', eventId, segment: clientSegment(segment) } : { type: 'segment-removed', eventId, segmentId };
  }
  const flag = state.flags.find(({ name }) => name === event.featureName);
  if (flag && matches(query, flag)) return { type: 'feature-updated', eventId, feature: clientView(flag, query.environment) };
  return { type: 'feature-removed', eventId, featureName: event.featureName, project: flag?.project ?? 'default' };
}

function segmentOf({ data, preData }: UnleashEvent): number {
  return ((data ?? {}) as { id?: number }).id ?? ((preData ?? {}) as { id?: number }).id ?? 0;
}
