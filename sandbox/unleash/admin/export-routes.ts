import { Router } from 'express';
import { z } from 'zod';
import { isEnvironment } from '../flags/environments.ts';
import { basicView, iso } from '../flags/views.ts';
import { parse, text } from '../parse-body.ts';
import type { Store } from '../state/store.ts';
import { badData, notFound } from '../unleash-error.ts';

const ExportBody = z.object({ environment: text, features: z.array(text).optional(), tag: text.optional(), project: text.optional() });

/** What people take from one Unleash to the other. */
export function exportRoutes(store: Store): Router {
  const router = Router();
  router.post('/features-batch/export', ({ body }, response) => {
    const { environment, features, tag } = parse(ExportBody, body);
    if (!isEnvironment(environment)) throw notFound(`Could not find environment with name: ${environment}`);
    const { state } = store;
    const flags = state.flags.filter(({ name, tags, archivedAt }) => archivedAt === null && (features?.includes(name) ?? (!tag || tags.some(({ value }) => value === tag))));
    const featureStrategies = flags.flatMap((flag) => flag.environments[environment].strategies.map(({ sortOrder: _order, ...each }) => ({ ...each, featureName: flag.name })));
    const segmentIds = new Set(featureStrategies.flatMap(({ segments }) => segments));
    const contextNames = new Set(featureStrategies.flatMap(({ constraints }) => constraints.map(({ contextName }) => contextName)));
    response.json({
      features: flags.map((flag) => ({ ...basicView(flag), createdAt: undefined })),
      featureStrategies,
      featureEnvironments: flags.map(({ name, environments }) => ({ name, featureName: name, environment, enabled: environments[environment].enabled, variants: environments[environment].variants })),
      contextFields: state.contextFields.filter(({ name }) => contextNames.has(name)).map((field) => ({ ...field, createdAt: iso(field.createdAt) })),
      featureTags: flags.flatMap(({ name, tags }) => tags.map(({ type, value }) => ({ featureName: name, tagType: type, tagValue: value }))),
      segments: state.segments.filter(({ id }) => segmentIds.has(id)).map(({ id, name }) => ({ id, name })),
      tagTypes: state.tagTypes.filter(({ name }) => flags.some(({ tags }) => tags.some(({ type }) => type === name))),
      dependencies: flags.filter(({ dependencies }) => dependencies.length > 0).map(({ name, dependencies }) => ({ feature: name, dependencies })),
      links: [],
    });
  });
  router.post('/features-batch/import', () => {
    throw badData("You can't use an admin token to import features. Please use either a personal access token (https://docs.getunleash.io/concepts/api-tokens-and-client-keys#personal-access-tokens) or a service account (https://docs.getunleash.io/concepts/service-accounts).");
  });
  return router;
}
