import { Router } from 'express';
import { z } from 'zod';
import { archiveFlag, childrenOf, deleteFlag, reviveFlag } from '../flags/archive.ts';
import { anyFlag, findFlag, setStale } from '../flags/flags.ts';
import { turnOff, turnOn } from '../flags/switch.ts';
import { addTag, removeTag, TagChanges } from '../flags/tags.ts';
import { parse, text } from '../parse-body.ts';
import type { Store } from '../state/store.ts';
import type { Flag } from '../state/unleash-state.ts';

const Flags = z.object({ features: z.array(text) });
const StaleFlags = Flags.extend({ stale: z.boolean() });
const TaggedFlags = Flags.extend({ tags: TagChanges });

/** Many flags at once, and the archive. */
export function bulkRoutes(store: Store): Router {
  const router = Router();
  const PROJECT = '/projects/:project';
  const known = (names: readonly string[], project: string): Flag[] => store.state.flags.filter((each) => each.project === project && names.includes(each.name));

  router.post(`${PROJECT}/bulk_features/environments/:environment/:switch`, ({ params, body }, response, next) => {
    if (params.switch !== 'on' && params.switch !== 'off') return next();
    const flags = parse(Flags, body).features.map((name) => findFlag(store, name, params.project));
    for (const flag of flags) (params.switch === 'on' ? turnOn : turnOff)(store, flag, params.environment);
    response.status(200).end();
  });
  router.post(`${PROJECT}/archive`, ({ params, body }, response) => {
    const { features } = parse(Flags, body);
    for (const flag of known(features, params.project)) archiveFlag(store, flag, features);
    response.status(202).end();
  });
  router.post(`${PROJECT}/archive/validate`, ({ params, body }, response) => {
    const { features } = parse(Flags, body);
    const parentsWithChildFeatures = features.filter((name) => childrenOf(store, name).some((child) => !features.includes(child)));
    response.json({ parentsWithChildFeatures, hasDeletedDependencies: known(features, params.project).some((each) => childrenOf(store, each.name).length + each.dependencies.length > 0) });
  });
  router.post(`${PROJECT}/revive`, ({ params, body }, response) => {
    for (const flag of known(parse(Flags, body).features, params.project)) reviveFlag(store, flag);
    response.status(200).end();
  });
  router.post(`${PROJECT}/delete`, ({ params, body }, response) => {
    for (const { name } of known(parse(Flags, body).features, params.project)) deleteFlag(store, name);
    response.status(200).end();
  });
  router.post(`${PROJECT}/stale`, ({ params, body }, response) => {
    const { features, stale } = parse(StaleFlags, body);
    for (const flag of known(features, params.project)) setStale(store, flag, stale);
    response.status(202).end();
  });
  router.put(`${PROJECT}/tags`, ({ params, body }, response) => {
    const { features, tags } = parse(TaggedFlags, body);
    for (const flag of known(features, params.project)) {
      for (const tag of tags.addedTags) addTag(store, flag, tag);
      for (const tag of tags.removedTags) removeTag(store, flag, tag);
    }
    response.status(200).end();
  });
  router.post('/archive/revive/:name', ({ params }, response) => {
    reviveFlag(store, anyFlag(store, params.name));
    response.status(200).end();
  });
  router.delete('/archive/:name', ({ params }, response) => {
    deleteFlag(store, params.name);
    response.status(200).end();
  });
  return router;
}
