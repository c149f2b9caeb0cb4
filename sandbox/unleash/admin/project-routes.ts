import { Router } from 'express';
import { environmentFacts, ENVIRONMENTS, isEnvironment, PROJECT, type EnvironmentName } from '../flags/environments.ts';
import { iso } from '../flags/views.ts';
import type { Store } from '../state/store.ts';
import type { ApiToken, Flag } from '../state/unleash-state.ts';
import { notFound } from '../unleash-error.ts';

/** Projects and environments can be looked at; open-source Unleash lets nobody add any. */
export function projectRoutes(store: Store): Router {
  const router = Router();
  const facts = { id: PROJECT, name: 'Default', description: 'Default project', health: 100, technicalDebt: 0, mode: 'open' };
  const active = (): Flag[] => store.state.flags.filter(({ archivedAt }) => archivedAt === null);
  const createdAt = iso(store.state.contextFields[0]?.createdAt ?? store.now());
  const enabledIn = (name: EnvironmentName): number => active().filter(({ environments }) => environments[name].enabled).length;
  const tokensFor = (name: string): ApiToken[] => store.state.tokens.filter(({ environment }) => environment === name);

  router.get('/projects', (_request, response) => {
    const projects = [{ ...facts, featureCount: active().length, memberCount: 0, createdAt, archivedAt: null }];
    response.json({ version: 1, projects });
  });
  router.get('/projects/:project/overview', ({ params }, response) => {
    if (params.project !== PROJECT) throw notFound(`Could not find project with id: ${params.project}`);
    const types = active().map(({ type }) => type);
    const featureTypeCounts = [...new Set(types)].map((type) => ({ type, count: types.filter((each) => each === type).length }));
    const environments = ENVIRONMENTS.map((environment) => ({ environment }));
    response.json({ version: 1, ...facts, defaultStickiness: 'default', favorite: false, createdAt, environments, featureTypeCounts, members: 0 });
  });
  router.get('/environments', (_request, response) => {
    const environments = ENVIRONMENTS.map((name) => ({ ...environmentFacts(name), projectCount: 1, apiTokenCount: tokensFor(name).length, enabledToggleCount: enabledIn(name) }));
    response.json({ version: 1, environments });
  });
  router.get('/environments/:name', ({ params: { name } }, response) => {
    if (!isEnvironment(name)) throw notFound(`Could not find environment with name: ${name}`);
    response.json(environmentFacts(name));
  });
  router.get('/environments/project/:project', (_request, response) => {
    const environments = ENVIRONMENTS.map((name) => ({ ...environmentFacts(name), projectApiTokenCount: tokensFor(name).length, projectEnabledToggleCount: enabledIn(name), visible: true }));
    response.json({ version: 1, environments });
  });
  return router;
}
