import { z } from 'zod';
import { parse, text } from '../parse-body.ts';
import type { Store } from '../state/store.ts';
import type { Flag } from '../state/unleash-state.ts';
import { invalidOperation, notFound } from '../unleash-error.ts';
import { childrenOf } from './archive.ts';

const DependencyBody = z.object({ feature: text, enabled: z.boolean().optional(), variants: z.array(text).optional() });

/** The child is only on where its parent is (or is off, or has one of some variants). One parent, and no grandparents. */
export function addDependency(store: Store, child: Flag, body: unknown): void {
  const { feature, enabled = true, variants } = parse(DependencyBody, body);
  const parent = store.state.flags.find((each) => each.name === feature);
  if (child.name === feature) throw invalidOperation('A feature flag cannot depend on itself.');
  if (childrenOf(store, child.name).length > 0) throw invalidOperation('Transitive dependency detected. Cannot add a dependency to the feature that other features depend on.');
  if (!parent || parent.archivedAt !== null) throw invalidOperation(`No active feature ${feature} exists`);
  if (parent.dependencies.length > 0) throw invalidOperation(`Transitive dependency detected. Cannot add a dependency to the feature ${feature} that has its own parents.`);
  // Variants say nothing about a parent that must be off.
  child.dependencies = [{ feature, enabled, ...(enabled && { variants: variants ?? [] }) }];
  store.record({ type: 'feature-dependency-added', featureName: child.name, data: { feature, enabled, ...(variants && { variants }) } });
}

export function removeDependency(store: Store, child: Flag, parent: string): void {
  if (!child.dependencies.some(({ feature }) => feature === parent)) throw notFound(`No dependency on "${parent}" for feature "${child.name}" in project "${child.project}".`);
  child.dependencies = child.dependencies.filter(({ feature }) => feature !== parent);
  store.record({ type: 'feature-dependency-removed', featureName: child.name, data: { feature: parent } });
}

export function removeDependencies(store: Store, child: Flag): void {
  child.dependencies = [];
  store.record({ type: 'feature-dependencies-removed', featureName: child.name });
}

/** The names of the flags that could be the child's parent. */
export function possibleParents({ state }: Store, child: Flag): readonly string[] {
  return state.flags.filter((each) => each !== child && each.archivedAt === null && each.dependencies.length === 0 && each.project === child.project).map(({ name }) => name).toSorted();
}
