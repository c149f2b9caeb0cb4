import { Router } from 'express';
import type { Store } from '../state/store.ts';
import { changeToken, createToken, deleteToken, tokenView } from '../tokens/tokens.ts';

export function tokenRoutes(store: Store): Router {
  const router = Router();
  const { state } = store;
  router.get('/api-tokens', (_request, response) => void response.json({ tokens: state.tokens.map(tokenView) }));
  router.get('/api-tokens/:name', ({ params }, response) => void response.json({ tokens: state.tokens.filter(({ tokenName }) => tokenName === params.name).map(tokenView) }));
  router.get('/projects/:project/api-tokens', ({ params }, response) => void response.json({ tokens: state.tokens.filter(({ projects }) => projects.includes(params.project)).map(tokenView) }));
  router.post('/api-tokens', ({ body }, response) => void response.status(201).json(tokenView(createToken(store, body))));
  router.put('/api-tokens/:secret', ({ params, body }, response) => {
    changeToken(store, params.secret, body);
    response.status(200).end();
  });
  router.delete('/api-tokens/:secret', ({ params }, response) => {
    deleteToken(store, params.secret);
    response.status(200).end();
  });
  return router;
}
