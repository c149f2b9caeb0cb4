import type { UnleashState } from '../../../sandbox/unleash/state/unleash-state.ts';
import type { Specification, SpecifiedFlag, SpecifiedStrategy, SpecifiedVariant } from './specification.ts';

type Ask = (method: string, path: string, body?: unknown) => Promise<{ readonly status: number; readonly body: unknown }>;

const FEATURES = '/api/admin/projects/default/features';

/** Puts the state in through the Admin API. Gives the names of the flags that it refused in part or took otherwise than they were sent. */
export async function loadByAdminApi({ flags, segments }: Specification, ask: Ask): Promise<readonly string[]> {
  const custom = new Set(flags.flatMap(({ strategies = [] }) => strategies.map(({ name }) => name)));
  for (const name of custom) await ask('POST', '/api/admin/strategies', { name, parameters: [] });
  const ids = new Map<number, number>();
  for (const { id, name = `segment ${id}`, constraints } of segments) {
    const { status, body } = await ask('POST', '/api/admin/segments', { name, constraints });
    if (status === 201) ids.set(id, (body as { id: number }).id);
  }
  const refused = new Set<string>();
  for (const flag of flags) if (!(await loadFlag(flag, ids, ask))) refused.add(flag.name);
  for (const { name, dependencies = [] } of flags) {
    for (const each of dependencies) if ((await ask('POST', `${FEATURES}/${encodeURIComponent(name)}/dependencies`, each)).status !== 200) refused.add(name);
  }
  return [...refused];
}

/** Whether all of it is there as it was sent. */
async function loadFlag({ name, description, enabled, strategies = [], variants = [] }: SpecifiedFlag, ids: ReadonlyMap<number, number>, ask: Ask): Promise<boolean> {
  const path = `${FEATURES}/${encodeURIComponent(name)}`;
  const created = await ask('POST', FEATURES, { name, description });
  if (created.status !== 201) return false;
  let whole = true;
  for (const { segments = [], ...strategy } of strategies) {
    const asked = { ...strategy, variants: strategy.variants?.map((each) => ({ weightType: 'variable', ...each })), segments: segments.map((id) => ids.get(id) ?? id) };
    const added = await ask('POST', `${path}/environments/production/strategies`, asked);
    whole &&= added.status === 200 && sameWeights((added.body as SpecifiedStrategy).variants, strategy.variants);
  }
  if (variants.length > 0) {
    const set = await ask('PUT', `${path}/variants-batch`, { environments: ['production'], variants });
    whole &&= set.status === 200 && sameWeights((set.body as { variants: readonly SpecifiedVariant[] }).variants, variants);
  }
  if (enabled && whole) whole = (await ask('POST', `${path}/environments/production/on`)).status === 200;
  return whole;
}

/** Of a single variant the weight says nothing. */
function sameWeights(one: readonly SpecifiedVariant[] = [], other: readonly SpecifiedVariant[] = []): boolean {
  return (one.length === 1 && other.length === 1) || JSON.stringify(one.map(({ weight }) => weight)) === JSON.stringify(other.map(({ weight }) => weight));
}

/**
 * The import door: the state of a server with those flags written over what the Admin API made of them.
 * Only a snapshot can hold what Unleash itself would never let in.
 */
export function withFlags(state: UnleashState, { flags }: Specification, names: readonly string[]): UnleashState {
  const others = state.flags.filter(({ name }) => !names.includes(name));
  return { ...state, flags: [...others, ...flags.filter(({ name }) => names.includes(name)).map(asStored)] };
}

function asStored({ name, description = null, enabled, strategies = [], variants = [], dependencies = [] }: SpecifiedFlag): UnleashState['flags'][number] {
  const stored = strategies.map((each, index) => ({
    id: `${name} ${index}`,
    title: null,
    disabled: false,
    sortOrder: index,
    parameters: {},
    constraints: [],
    variants: [],
    segments: [],
    ...(each as object),
  })) as unknown as UnleashState['flags'][number]['environments']['production']['strategies'];
  return {
    name,
    description,
    project: 'default',
    type: 'release',
    stale: false,
    impressionData: false,
    createdAt: 0,
    archivedAt: null,
    tags: [],
    dependencies: dependencies.map((each) => ({ feature: each.feature, enabled: each.enabled ?? true, ...(each.variants && { variants: [...each.variants] }) })),
    environments: {
      development: { enabled: false, strategies: [], variants: [], lastSeenAt: null },
      production: { enabled, strategies: stored, variants: variants.map((each) => ({ ...each })), lastSeenAt: null },
    },
  };
}
