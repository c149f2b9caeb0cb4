import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { PGLITE_VERSION } from '../../../legacy-sample/database/open-embedded.ts';
import { until } from '../../support/until.ts';
import { openCatalog } from './open-catalog.ts';
import { freePort } from '../../../demo/free-port.ts';

let catalog: Awaited<ReturnType<typeof openCatalog>>;
beforeAll(async () => {
  catalog = await openCatalog();
});
afterAll(() => catalog.close());

test('a list, a search, a product and a category come from the store', async () => {
  const { body: list } = await request(catalog.app).get('/api/products?category=knives&sort=price&per_page=5').expect(200);
  expect(list).toMatchObject({ page: 1, perPage: 5, items: [{ category: 'knives', currency: 'EUR', price: expect.stringMatching(/^\d+\.\d\d$/) }, {}, {}, {}, {}] });
  const [{ sku }] = (list as { items: [{ sku: string }] }).items;
  await request(catalog.app).get(`/api/products/${sku}`).expect(200, new RegExp(`"sku":"${sku}"`));
  const { body: category } = await request(catalog.app).get('/api/categories/knives').expect(200);
  expect(category).toMatchObject({ category: { slug: 'knives', productCount: (list as { total: number }).total } });
  await request(catalog.app).get('/api/products?q=no+such+thing').expect(200, /"total":0/);
});

test('a fault of its own is logged whole and told in general', async () => {
  const broken = await openCatalog({
    formatPrice: () => {
      throw new Error('secret detail');
    },
  });
  await request(broken.app).get('/api/products').expect(500, /"internal","message":"Something went wrong"/);
  expect(broken.errors).toMatchObject([{ message: 'secret detail' }]);
  broken.close();
});

describe('as a process', () => {
  const running: ChildProcess[] = [];
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
  });

  test.each(['services/catalog', 'test/fixtures/catalog-with-rounding-fault'])('%s serves on PORT and stops when told to', async (directory) => {
    const port = await freePort();
    const cwd = fileURLToPath(new URL(`../../../${directory}/`, import.meta.url));
    const child = spawn(process.execPath, ['server.ts'], { cwd, env: { PATH: process.env['PATH'], PORT: String(port), HOST: '127.0.0.1' }, stdio: 'inherit' });
    running.push(child);
    const url = `http://127.0.0.1:${port}`;
    await until(() => fetch(`${url}/healthz`).then((answer) => answer.ok || undefined, () => undefined), 20_000);
    expect((await fetch(`${url}/api/categories`)).status).toBe(200);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});

test('an image installs the versions that are tested here', () => {
  const pins = (path: string): Record<string, string> => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')) as { dependencies: Record<string, string>; devDependencies?: Record<string, string> };
    return { ...devDependencies, ...dependencies };
  };
  for (const folder of ['services/catalog', 'services/accounts', 'legacy-sample']) expect(pins('package.json')).toMatchObject(pins(`${folder}/package.json`));
  expect(PGLITE_VERSION).toBe(pins('legacy-sample/package.json')['@electric-sql/pglite']);
});
