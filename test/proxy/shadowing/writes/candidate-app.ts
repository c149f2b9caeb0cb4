import express, { type Express, type RequestHandler } from 'express';
import { createAcceptCopies, refusedCopies, type AcceptCopiesOptions, type CopyRequest } from '../../../../shadow/copies/accept-copies.ts';

export const SECRET = 'what-the-proxies-and-candidates-share';

/** A candidate as its developers write one, with the middleware that knows copies. */
export function candidateApp(handler: RequestHandler, options: Partial<AcceptCopiesOptions> = {}): Express {
  const app = express();
  app.use(createAcceptCopies({ secret: SECRET, group: 'catalog', routes: ['/api/products', '/api/products/*'], modes: ['dry-run', 'isolated-store', 'response-replay'], now: () => Date.now(), ...options }));
  app.use(express.json());
  app.use(handler);
  app.use(refusedCopies);
  return app;
}

/** What a request says that it is, as the code behind the middleware sees it. */
export function copyOf(req: unknown): CopyRequest['copy'] {
  return (req as CopyRequest).copy;
}
