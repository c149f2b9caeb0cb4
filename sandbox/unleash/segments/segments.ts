import { z } from 'zod';
import { ConstraintBody, toConstraint } from '../flags/constraints.ts';
import { ACTOR, iso } from '../flags/views.ts';
import { parse, text } from '../parse-body.ts';
import type { Store } from '../state/store.ts';
import type { Segment, Strategy } from '../state/unleash-state.ts';
import { badBody, badData, nameExists, notFound } from '../unleash-error.ts';

/** In all constraints of a segment together. */
const MAX_VALUES = 1_000;

const SegmentBody = z.object({ name: text, description: text.nullable().optional(), constraints: z.array(ConstraintBody) });

export function findSegment({ state }: Store, id: string): Segment {
  if (!/^\d+$/.test(id)) throw badBody([{ path: '/params/id', message: `The \`/params/id\` property must be integer. You sent "${id}".` }]);
  const found = state.segments.find((each) => each.id === Number(id));
  if (!found) throw notFound(`No segment exists with ID "${id}"`);
  return found;
}

export function createSegment(store: Store, body: unknown): Segment {
  const wanted = checked(store, body);
  const segment: Segment = { id: ++store.state.lastSegmentId, ...wanted, createdBy: ACTOR, createdAt: store.now() };
  store.state.segments.push(segment);
  store.record({ type: 'segment-created', data: segmentView(segment) });
  return segment;
}

export function updateSegment(store: Store, segment: Segment, body: unknown): void {
  const before = segmentView(segment);
  Object.assign(segment, checked(store, body, segment));
  store.record({ type: 'segment-updated', data: segmentView(segment), preData: before });
}

/** Says whether it could: a segment that a strategy uses stays. */
export function removeSegment(store: Store, segment: Segment): boolean {
  if (usersOf(store, segment).length > 0) return false;
  store.state.segments.splice(store.state.segments.indexOf(segment), 1);
  store.record({ type: 'segment-deleted', data: {}, preData: segmentView(segment) });
  return true;
}

export function checkSegmentName({ state }: Store, name: string, own?: Segment): void {
  if (name === '') throw badBody([{ message: '"name" is not allowed to be empty.' }]);
  if (state.segments.some((each) => each !== own && each.name === name)) throw nameExists('Segment name already exists');
}

/** The strategies that use the segment, each with where it stands. */
export function usersOf({ state }: Store, { id }: Segment): readonly { readonly strategy: Strategy; readonly featureName: string; readonly projectId: string; readonly environment: string }[] {
  return state.flags.flatMap(({ name, project, environments }) =>
    Object.entries(environments).flatMap(([environment, { strategies }]) => strategies.filter(({ segments }) => segments.includes(id)).map((strategy) => ({ strategy, featureName: name, projectId: project, environment }))),
  );
}

export function segmentView({ createdAt, ...segment }: Segment): Omit<Segment, 'createdAt'> & { createdAt: string } {
  return { ...segment, createdAt: iso(createdAt) };
}

function checked(store: Store, body: unknown, own?: Segment): Pick<Segment, 'name' | 'description' | 'constraints'> {
  const { name, description = own?.description ?? null, constraints } = parse(SegmentBody, body);
  checkSegmentName(store, name, own);
  if (constraints.reduce((sum, { values }) => sum + (values?.length ?? 0), 0) > MAX_VALUES) throw badData(`Segments may not have more than ${MAX_VALUES} values`);
  return { name, description, constraints: constraints.map(toConstraint) };
}
