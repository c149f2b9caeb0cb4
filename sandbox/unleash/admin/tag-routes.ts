import { Router } from 'express';
import { z } from 'zod';
import { anyFlag } from '../flags/flags.ts';
import { addTag, removeTag, sameTag, TagBody, TagChanges } from '../flags/tags.ts';
import { parse, text } from '../parse-body.ts';
import type { Store } from '../state/store.ts';
import type { Flag } from '../state/unleash-state.ts';
import { badData, nameExists, notFound } from '../unleash-error.ts';

const TagTypeBody = z.object({ name: text.pipe(z.string().min(2).max(50)), description: text.nullable().optional(), icon: text.nullable().optional(), color: text.nullable().optional() });

export function tagRoutes(store: Store): Router {
  const router = Router();
  const { state } = store;
  const tagsOf = ({ tags }: Flag): object => ({ version: 1, tags: tags.map((tag) => ({ ...tag, color: state.tagTypes.find(({ name }) => name === tag.type)?.color ?? null })) });

  const FLAG_TAGS = '/features/:name/tags';
  router.get(FLAG_TAGS, ({ params }, response) => void response.json(tagsOf(anyFlag(store, params.name, `Could not find feature with name ${params.name}`))));
  router.post(FLAG_TAGS, ({ params, body }, response) => {
    const tag = parse(TagBody, body);
    addTag(store, anyFlag(store, params.name), tag);
    response.status(201).json(tag);
  });
  router.put(FLAG_TAGS, ({ params, body }, response) => {
    const { addedTags, removedTags } = parse(TagChanges, body);
    const flag = anyFlag(store, params.name);
    for (const tag of addedTags) addTag(store, flag, tag);
    for (const tag of removedTags) removeTag(store, flag, tag);
    response.json(tagsOf(flag));
  });
  router.delete(`${FLAG_TAGS}/:type/:value`, ({ params: { name, type, value } }, response) => {
    removeTag(store, anyFlag(store, name), { type, value });
    response.status(200).end();
  });

  router.get('/tags', (_request, response) => void response.json({ version: 1, tags: state.tags }));
  router.get('/tags/:type', ({ params }, response) => void response.json({ version: 1, tags: state.tags.filter(({ type }) => type === params.type) }));
  router.get('/tags/:type/:value', ({ params: { type, value } }, response) => {
    const tag = state.tags.find(sameTag({ type, value }));
    if (!tag) throw notFound(`No tag with type: [${type}] and value [${value}]`);
    response.json({ version: 1, tag });
  });
  router.post('/tags', ({ body }, response) => {
    const tag = parse(TagBody, body);
    if (!state.tagTypes.some(({ name }) => name === tag.type)) throw badData(`Tag type '${tag.type}' does not exist`);
    if (state.tags.some(sameTag(tag))) throw nameExists(`A tag of ${tag.type}:${tag.value} already exists`);
    state.tags.push(tag);
    store.record({ type: 'tag-created', data: tag });
    response.status(201).json({ version: 1, tag });
  });
  tagTypeRoutes(router, store);
  return router;
}

function tagTypeRoutes(router: Router, store: Store): void {
  const { state } = store;
  router.get('/tag-types', (_request, response) => void response.json({ version: 1, tagTypes: state.tagTypes }));
  router.get('/tag-types/:name', ({ params }, response) => {
    const tagType = state.tagTypes.find(({ name }) => name === params.name);
    if (!tagType) throw notFound('No tag type found');
    response.json({ version: 1, tagType });
  });
  router.post('/tag-types', ({ body }, response) => {
    const wanted = parse(TagTypeBody, body);
    if (state.tagTypes.some(({ name }) => name === wanted.name)) throw nameExists(`There already exists a tag-type with the name ${wanted.name}`);
    state.tagTypes.push({ description: null, icon: null, color: null, ...wanted });
    store.record({ type: 'tag-type-created', data: wanted });
    response.status(201).json(wanted);
  });
  router.delete('/tag-types/:name', ({ params }, response) => {
    const tagType = state.tagTypes.find(({ name }) => name === params.name);
    if (tagType) {
      state.tagTypes.splice(state.tagTypes.indexOf(tagType), 1);
      store.record({ type: 'tag-type-deleted', preData: tagType });
    }
    response.status(200).end();
  });
}
