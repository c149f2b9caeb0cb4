import type { Store } from '../state/store.ts';
import type { Flag } from '../state/unleash-state.ts';
import { invalidOperation } from '../unleash-error.ts';
import { basicView } from './views.ts';

/** An archived flag keeps its environments and strategies; clients no longer get it. `together` are being archived with it. */
export function archiveFlag(store: Store, flag: Flag, together: readonly string[] = [flag.name]): void {
  if (childrenOf(store, flag.name).some((child) => !together.includes(child))) throw invalidOperation('You can not archive/delete this feature since other features depend on it.');
  flag.archivedAt ??= store.now();
  flag.dependencies = [];
  store.record({ type: 'feature-archived', featureName: flag.name });
}

/** Turns every environment off, also of a flag that was not archived: so does Unleash. */
export function reviveFlag(store: Store, flag: Flag): void {
  flag.archivedAt = null;
  for (const environment of Object.values(flag.environments)) environment.enabled = false;
  store.record({ type: 'feature-revived', featureName: flag.name });
}

/** Deletes an archived flag for good; one that is in use, or is none, stays as it is without a word. */
export function deleteFlag(store: Store, name: string): void {
  const { flags, usage } = store.state;
  const flag = flags.find((each) => each.name === name);
  if (!flag || flag.archivedAt === null) return;
  flags.splice(flags.indexOf(flag), 1);
  store.state.usage = usage.filter(({ featureName }) => featureName !== name);
  store.record({ type: 'feature-deleted', featureName: name, preData: basicView(flag) });
}

/** The active flags that depend on that one. */
export function childrenOf({ state }: Store, name: string): readonly string[] {
  return state.flags.filter((each) => each.archivedAt === null && each.dependencies.some(({ feature }) => feature === name)).map((each) => each.name);
}
