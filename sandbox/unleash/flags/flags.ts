import { z } from 'zod';
import { parse, text } from '../parse-body.ts';
import type { Store } from '../state/store.ts';
import type { Flag } from '../state/unleash-state.ts';
import { badBody, badData, nameExists, notFound } from '../unleash-error.ts';
import { emptyEnvironment, PROJECT } from './environments.ts';
import { addTag, sameTag, TagBody } from './tags.ts';
import { basicView } from './views.ts';

const TYPES = ['experiment', 'kill-switch', 'release', 'operational', 'permission', 'sunset'] as const;
const MAX_NAME = 100;

const FlagBody = z.object({
  type: z.enum(TYPES).optional(),
  description: text.nullable().optional(),
  impressionData: z.boolean().optional(),
  stale: z.boolean().optional(),
  archived: z.boolean().optional(),
});
const NewFlag = FlagBody.pick({ type: true, description: true, impressionData: true }).extend({ name: text, tags: z.array(TagBody).optional() });
const CloneBody = z.object({ name: text, replaceGroupId: z.boolean().optional() });

/** The flag of that name whether archived or not. */
export function findFlag({ state }: Store, name: string, project: string): Flag {
  const flag = state.flags.find((each) => each.name === name);
  if (flag?.project === project) return flag;
  throw notFound(`There's no feature named "${name}" in project "${project}"${flag ? `, but there's a feature with that name in project "${flag.project}"` : '.'}`);
}

export function activeFlag(store: Store, name: string, project: string): Flag {
  const flag = findFlag(store, name, project);
  if (flag.archivedAt !== null) throw notFound(`Could not find feature flag with name ${flag.name}`);
  return flag;
}

/** The flag wherever it is. */
export function anyFlag({ state }: Store, name: string, message = 'No feature flag found'): Flag {
  const flag = state.flags.find((each) => each.name === name);
  if (!flag) throw notFound(message);
  return flag;
}

/** @throws UnleashError where no new flag can have that name. */
export function checkName({ state }: Store, name: string): void {
  if (name === '') throw badBody([{ message: '"name" is not allowed to be empty.' }]);
  if (name.length > MAX_NAME) throw badBody([{ message: `"name" length must be less than or equal to ${MAX_NAME} characters long. You provided "${name.slice(0, 2 * MAX_NAME)}".` }]);
  if (!/^[A-Za-z0-9_.~-]+$/.test(name) || /^\.+$/.test(name)) throw badBody([{ message: `"name" must be URL friendly. You provided "${name}".` }]);
  const taken = state.flags.find((each) => each.name === name);
  if (taken) throw nameExists(`${taken.archivedAt === null ? 'A' : 'An archived'} flag with that name already exists`);
}

export function createFlag(store: Store, project: string, body: unknown): Flag {
  const { name, tags = [], type = 'release', description = null, impressionData = false } = parse(NewFlag, body);
  if (project !== PROJECT) throw notFound(`Active project with id ${project} does not exist`);
  checkName(store, name);
  const unknown = tags.find((tag) => !store.state.tags.some(sameTag(tag)));
  if (unknown) throw badData(`There is no tag ${unknown.type}:${unknown.value}`);
  const flag: Flag = {
    name,
    project,
    type,
    description,
    impressionData,
    stale: false,
    createdAt: store.now(),
    archivedAt: null,
    tags: [],
    dependencies: [],
    environments: { development: emptyEnvironment(), production: emptyEnvironment() },
  };
  add(store, flag);
  for (const tag of tags) addTag(store, flag, tag);
  return flag;
}

/** A copy under another name, turned off. */
export function cloneFlag(store: Store, project: string, name: string, body: unknown): Flag {
  const source = activeFlag(store, name, project);
  const { name: newName, replaceGroupId = true } = parse(CloneBody, body);
  checkName(store, newName);
  const flag: Flag = { ...structuredClone(source), name: newName, createdAt: store.now() };
  for (const environment of Object.values(flag.environments)) {
    Object.assign(environment, { enabled: false, lastSeenAt: null });
    for (const strategy of environment.strategies) {
      strategy.id = crypto.randomUUID();
      if (replaceGroupId && 'groupId' in strategy.parameters) strategy.parameters['groupId'] = newName;
    }
  }
  add(store, flag);
  return flag;
}

/** What the body leaves out becomes what a new flag has. It also archives, and revives, by `archived`. */
export function replaceFlag(store: Store, flag: Flag, body: unknown): Flag {
  const before = basicView(flag);
  const { type = 'release', stale = false, impressionData = false, archived = false, description = null } = parse(FlagBody, body);
  Object.assign(flag, { type, stale, impressionData, description, archivedAt: archived ? store.now() : null });
  store.record({ type: 'feature-metadata-updated', featureName: flag.name, data: basicView(flag), preData: before });
  return flag;
}

export function setStale(store: Store, flag: Flag, stale: boolean): void {
  flag.stale = stale;
  store.record({ type: stale ? 'feature-stale-on' : 'feature-stale-off', featureName: flag.name });
}

function add(store: Store, flag: Flag): void {
  store.state.flags.push(flag);
  store.record({ type: 'feature-created', featureName: flag.name, data: basicView(flag) });
}
