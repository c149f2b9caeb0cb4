import { Router } from 'express';
import { z } from 'zod';
import { isEnvironment, type EnvironmentName } from '../flags/environments.ts';
import { findFlag } from '../flags/flags.ts';
import { addStrategy, changeStrategy, environmentOf, findStrategy, removeStrategy, sortStrategies } from '../flags/strategies.ts';
import { turnOff, turnOn } from '../flags/switch.ts';
import { FlagVariantBody, toFlagVariants } from '../flags/variants.ts';
import { environmentView } from '../flags/views.ts';
import { applyPatch, JsonPatch } from '../json-patch.ts';
import { parse, text } from '../parse-body.ts';
import type { Store } from '../state/store.ts';
import type { Flag, Variant } from '../state/unleash-state.ts';
import { badData, invalidOperation, notFound } from '../unleash-error.ts';

const FLAG = '/projects/:project/features/:name';
const ENVIRONMENT = `${FLAG}/environments/:environment`;

interface Place {
  readonly project: string;
  readonly name: string;
  readonly environment: string;
}

export function strategyRoutes(store: Store): Router {
  const router = Router();
  const at = ({ project, name, environment }: Place): [Flag, EnvironmentName] => {
    const flag = findFlag(store, name, project);
    return [flag, environmentOf(flag, environment)];
  };
  router.get(ENVIRONMENT, ({ params }, response) => void response.json(environmentView(...at(params))));
  router.post(`${ENVIRONMENT}/on`, ({ params, query }, response) => {
    turnOn(store, findFlag(store, params.name, params.project), params.environment, query['shouldActivateDisabledStrategies'] === 'true');
    response.status(200).end();
  });
  router.post(`${ENVIRONMENT}/off`, ({ params }, response) => {
    turnOff(store, findFlag(store, params.name, params.project), params.environment);
    response.status(200).end();
  });

  const STRATEGIES = `${ENVIRONMENT}/strategies`;
  router.get(STRATEGIES, ({ params }, response) => {
    const [flag, environment] = at(params);
    response.json(flag.environments[environment].strategies.map((each) => ({ ...each, milestoneId: null })));
  });
  router.post(STRATEGIES, ({ params, body }, response) => void response.json(addStrategy(store, findFlag(store, params.name, params.project), params.environment, body)));
  router.post(`${STRATEGIES}/set-sort-order`, ({ params, body }, response) => {
    sortStrategies(store, ...at(params), body);
    response.status(200).end();
  });
  router.get(`${STRATEGIES}/:id`, ({ params }, response) => void response.json(findStrategy(store, ...at(params), params.id)));
  router.put(`${STRATEGIES}/:id`, ({ params, body }, response) => {
    const place = at(params);
    response.json(changeStrategy(store, ...place, findStrategy(store, ...place, params.id, '='), body));
  });
  router.patch(`${STRATEGIES}/:id`, ({ params, body }, response) => {
    const place = at(params);
    const before = findStrategy(store, ...place, params.id);
    response.json(changeStrategy(store, ...place, before, applyPatch(before, parse(JsonPatch, body)), ''));
  });
  router.delete(`${STRATEGIES}/:id`, ({ params }, response) => {
    const place = at(params);
    removeStrategy(store, ...place, findStrategy(store, ...place, params.id, '='));
    response.status(200).end();
  });
  variantRoutes(router, store, at);
  return router;
}

const Batch = z.object({ environments: z.array(text).optional(), variants: z.unknown().optional() });

/** The variants of a flag itself; Unleash would have people use those of strategies. */
function variantRoutes(router: Router, store: Store, at: (place: Place) => [Flag, EnvironmentName]): void {
  router.get(`${ENVIRONMENT}/variants`, ({ params }, response) => {
    const [flag, environment] = at(params);
    response.json({ version: 1, variants: flag.environments[environment].variants });
  });
  router.put(`${ENVIRONMENT}/variants`, ({ params, body }) => {
    parse(z.array(FlagVariantBody), body);
    throw invalidOperation(`Environment variants deprecated for feature: ${at(params)[0].name}. Use strategy variants instead.`);
  });
  router.patch(`${ENVIRONMENT}/variants`, ({ params, body }, response) => {
    const [flag, environment] = at(params);
    const variants = toFlagVariants(applyPatch(flag.environments[environment].variants, parse(JsonPatch, body)));
    setVariants(store, flag, environment, variants);
    response.json({ version: 1, variants });
  });
  router.put(`${FLAG}/variants-batch`, ({ params, body }, response) => {
    const flag = findFlag(store, params.name, params.project);
    const { environments = [], variants: wanted } = parse(Batch, body);
    if (environments.length === 0) throw badData('No environments provided');
    const variants = toFlagVariants(wanted ?? []);
    for (const environment of environments) {
      if (!isEnvironment(environment)) throw notFound(`Could not find ${flag.name} in ${environment}`);
      setVariants(store, flag, environment, variants);
    }
    response.json({ version: 1, variants });
  });
}

function setVariants(store: Store, flag: Flag, environment: EnvironmentName, variants: Variant[]): void {
  const preData = { variants: flag.environments[environment].variants };
  flag.environments[environment].variants = variants;
  store.record({ type: 'feature-environment-variants-updated', featureName: flag.name, environment, data: { variants }, preData });
}
