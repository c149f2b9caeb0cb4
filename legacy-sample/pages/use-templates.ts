import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import type { Express } from 'express';

const VIEWS = fileURLToPath(new URL('views', import.meta.url));

/** Has `res.render` fill the templates in `views/`; each is compiled once. */
export function useTemplates(app: Express): void {
  const eta = new Eta({ views: VIEWS, cache: true });
  app.set('views', VIEWS);
  app.set('view engine', 'eta');
  app.engine('eta', (path, options, done) => {
    let html: string;
    try {
      html = eta.render(`./${basename(path)}`, options);
    } catch (error) {
      return done(error);
    }
    done(null, html);
  });
}
