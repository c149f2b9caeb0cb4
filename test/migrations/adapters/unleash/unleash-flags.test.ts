import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createUnleashFlags } from '../../../../migrations/adapters/unleash/unleash-flags.ts';
import { flagsContract } from '../../../contract/flags.ts';
import { createFakeFlags } from '../../../fakes/fake-flags.ts';
import { FEATURES, startTestUnleash, type TestUnleash } from './sandbox-unleash.ts';

const COHORT = 'banyan.catalog';
const SHADOW = 'banyan.catalog.shadow';
const OFF = { on: false, cohortPercent: 0, shadowPercent: 0 };
const STATE = { on: true, cohortPercent: 10, shadowPercent: 100 };
const production = (flag: string, rest = ''): string => `${FEATURES}/${flag}/environments/production${rest}`;

flagsContract('the fake', async () => ({ flags: createFakeFlags(), stop: async () => undefined }));

flagsContract('Unleash', async () => {
  const unleash = await startTestUnleash();
  return { flags: unleash.flags(), stop: () => unleash.stop() };
});

const refused = (message: RegExp): object => ({ code: 'UNLEASH_REFUSED', message: expect.stringMatching(message) });

function pathOf(url: string | URL | Request): string {
  return new URL(url instanceof Request ? url.url : url).pathname;
}

interface Strategy {
  readonly id: string;
  readonly title: string | null;
  readonly parameters: Readonly<Record<string, string>>;
}

describe('flags in Unleash', () => {
  let unleash: TestUnleash;
  beforeEach(async () => {
    unleash = await startTestUnleash();
  });
  afterEach(() => unleash.stop());

  const strategies = async (flag: string): Promise<readonly Strategy[]> => (await unleash.admin('GET', production(flag, '/strategies'))).body as Strategy[];

  /** Flags whose every call to Unleash is told of. */
  function recorded(): { flags: ReturnType<TestUnleash['flags']>; writes: string[] } {
    const writes: string[] = [];
    const flags = unleash.flags({
      fetch: (url, init) => {
        const path = pathOf(url).replace(FEATURES, '').replace(/strategies\/.*/, 'strategies/…');
        if (init?.method !== 'GET') writes.push(`${init?.method} ${path}`);
        return fetch(url, init);
      },
    });
    return { flags, writes };
  }

  test('Banyan’s strategies are a rollout that is sticky by user, and one that is random', async () => {
    await unleash.flags().ensure('catalog', STATE);
    expect(await strategies(COHORT)).toMatchObject([{ title: 'banyan:cohort', parameters: { rollout: '10', stickiness: 'userId', groupId: COHORT } }]);
    expect(await strategies(SHADOW)).toMatchObject([{ title: 'banyan:shadow', parameters: { rollout: '100', stickiness: 'random', groupId: SHADOW } }]);
  });

  test('other environments stay off', async () => {
    await unleash.flags().ensure('catalog', STATE);
    expect((await unleash.admin('GET', `${FEATURES}/${COHORT}/environments/development`)).body).toMatchObject({ enabled: false, strategies: [] });
  });

  test('a person’s strategies stay, whatever Banyan does with its own', async () => {
    const flags = unleash.flags();
    await flags.ensure('catalog', STATE);
    const testers = { name: 'default', title: 'testers', constraints: [{ contextName: 'userId', operator: 'IN', values: ['ada'] }] };
    await unleash.admin('POST', production(COHORT, '/strategies'), testers);
    for (const state of [OFF, STATE, { ...STATE, cohortPercent: 0 }]) await flags.ensure('catalog', state);
    await flags.archive('catalog');
    await flags.ensure('catalog', STATE);
    expect(await strategies(COHORT)).toMatchObject([{ title: 'banyan:cohort', parameters: { rollout: '10' } }, testers]);
    expect(await flags.observe('catalog')).toEqual(STATE);
  });

  test('turning off comes before every other change, the cohort’s flag first', async () => {
    const { flags, writes } = recorded();
    await flags.ensure('catalog', STATE);
    writes.length = 0;
    await flags.ensure('catalog', OFF);
    expect(writes.slice(0, 2)).toEqual([`POST /${COHORT}/environments/production/off`, `POST /${SHADOW}/environments/production/off`]);
    expect(writes).toHaveLength(4);
  });

  test('what lowers a percentage comes before what raises one, and turning on comes last', async () => {
    const { flags, writes } = recorded();
    await flags.ensure('catalog', { ...OFF, cohortPercent: 50 });
    writes.length = 0;
    await flags.ensure('catalog', { on: true, cohortPercent: 10, shadowPercent: 100 });
    expect(writes).toEqual([
      `PUT /${COHORT}/environments/production/strategies/…`,
      `PUT /${SHADOW}/environments/production/strategies/…`,
      `POST /${SHADOW}/environments/production/on`,
      `POST /${COHORT}/environments/production/on`,
    ]);
  });

  test('nothing is written where nothing differs', async () => {
    const { flags, writes } = recorded();
    await flags.ensure('catalog', STATE);
    writes.length = 0;
    await flags.ensure('catalog', STATE);
    expect(writes).toEqual([]);
  });

  describe.each([
    ['a person deleted Banyan’s strategy', async () => unleash.admin('DELETE', production(COHORT, `/strategies/${(await strategies(COHORT))[0]?.id}`))],
    ['a person made it sticky by something else', async () => patchOwn('/parameters/stickiness', 'sessionId')],
    ['a person narrowed it', async () => patchOwn('/constraints', [{ contextName: 'country', operator: 'IN', values: ['NO'] }])],
    ['a person disabled it', async () => patchOwn('/disabled', true)],
    ['the other flag was archived', async () => unleash.admin('DELETE', `${FEATURES}/${SHADOW}`)],
    ['the shadow’s flag was turned off by itself', async () => unleash.admin('POST', production(SHADOW, '/off'))],
    ['a second strategy of Banyan’s appeared', async () => unleash.admin('POST', production(COHORT, '/strategies'), { name: 'flexibleRollout', title: 'banyan:cohort', parameters: { rollout: '60', stickiness: 'userId', groupId: COHORT } })],
  ])('after %s', (_what, tamper) => {
    test('the flags are not what they were, until they are ensured', async () => {
      const flags = unleash.flags();
      await flags.ensure('catalog', STATE);
      await tamper();
      expect(await flags.observe('catalog')).not.toEqual(STATE);
      await flags.ensure('catalog', STATE);
      expect(await flags.observe('catalog')).toEqual(STATE);
      expect((await strategies(COHORT)).map(({ title, parameters }) => [title, parameters['rollout']])).toEqual([['banyan:cohort', '10']]);
    });
  });

  async function patchOwn(path: string, value: unknown): Promise<void> {
    await unleash.admin('PATCH', production(COHORT, `/strategies/${(await strategies(COHORT))[0]?.id}`), [{ op: 'replace', path, value }]);
  }

  test('two operators who ensure the same at the same moment leave one strategy in each flag', async () => {
    await Promise.allSettled([unleash.flags().ensure('catalog', STATE), unleash.flags().ensure('catalog', STATE)]);
    await unleash.flags().ensure('catalog', STATE);
    expect([await strategies(COHORT), await strategies(SHADOW)].map(({ length }) => length)).toEqual([1, 1]);
    expect(await unleash.flags().observe('catalog')).toEqual(STATE);
  });

  test('a flag that another operator makes at the same moment is not taken for an archived one, which reviving would turn off', async () => {
    const writes: string[] = [];
    let first = true;
    const flags = unleash.flags({
      fetch: async (url, init) => {
        if (init?.method !== 'GET') writes.push(pathOf(url));
        if (first && init?.method === 'POST') {
          first = false;
          await unleash.flags().ensure('catalog', STATE);
        }
        return fetch(url, init);
      },
    });
    await flags.ensure('catalog', STATE);
    expect(writes).toEqual([FEATURES, FEATURES]);
    expect(await flags.observe('catalog')).toEqual(STATE);
  });

  test('the url may end as the SDKs want it', async () => {
    await unleash.flags({ url: `${unleash.url}/api/` }).ensure('catalog', STATE);
    expect(await unleash.flags().observe('catalog')).toEqual(STATE);
  });

  test('a wrong token, project or environment is refused in Unleash’s words', async () => {
    const attempt = (options: Parameters<TestUnleash['flags']>[0]): Promise<unknown> => unleash.flags(options).ensure('catalog', OFF);
    await expect(attempt({ token: 'wrong' })).rejects.toMatchObject(refused(/with 401: You must log in/));
    await expect(attempt({ token: unleash.clientToken })).rejects.toMatchObject(refused(/with 403: invalid token/));
    await expect(attempt({ project: 'shop' })).rejects.toMatchObject(refused(/with 404: Active project with id shop does not exist/));
    await expect(attempt({ environment: 'staging' })).rejects.toMatchObject(refused(/no environment "staging".*development, production/));
  });
});

describe('flags where Unleash is not as it should be', () => {
  let server: Server;
  let url: string;
  let answer: RequestListener;
  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  const TOKEN = 'a-secret-that-nobody-sees';
  async function failure(options: { url?: string; token?: string; timeoutMs?: number } = {}): Promise<{ code: string; message: string }> {
    const flags = createUnleashFlags({ url, token: TOKEN, project: 'default', environment: 'production', ...options });
    return flags.observe('catalog').then(
      () => {
        throw new Error('it was taken for an answer');
      },
      (error: unknown) => error as { code: string; message: string },
    );
  }

  test('nobody there is unreachable, by the url and without what stands before its host', async () => {
    await new Promise((closed) => server.close(closed));
    expect(await failure()).toMatchObject({ code: 'UNLEASH_UNREACHABLE', message: expect.stringContaining(`${url} does not answer: connect ECONNREFUSED`) });
    const { message } = await failure({ url: url.replace('//', '//ada:secret@') });
    expect(message).toContain(`Unleash at ${url} does not answer`);
  });

  test('silence is unreachable when the time is up, in the headers and in the body', async () => {
    answer = () => undefined;
    expect(await failure({ timeoutMs: 50 })).toMatchObject({ code: 'UNLEASH_UNREACHABLE', message: expect.stringContaining('no answer within 50 ms') });
    answer = (_request, response) => void response.writeHead(200).write('{');
    expect(await failure({ timeoutMs: 50 })).toMatchObject({ code: 'UNLEASH_UNREACHABLE' });
  });

  test.each([
    ['a 404 that is not Unleash’s', 404, '<html>nginx</html>'],
    ['a path that this Unleash does not have', 404, JSON.stringify({ name: 'NotFoundError', message: 'The path you were looking for (/x) is not available.' })],
    ['a redirection to a login', 302, ''],
    ['an error', 500, JSON.stringify({ name: 'UnknownError', message: 'out of memory' })],
    ['a page', 200, '<html>welcome</html>'],
    ['something else', 200, '{"environments":[{"name":"production"}]}'],
  ])('%s is no statement about flags', async (_what, status, text) => {
    answer = (_request, response) => void response.writeHead(status, { location: '/login' }).end(text);
    expect(await failure()).toMatchObject({ code: 'UNLEASH_REFUSED' });
  });

  test('an endless answer is cut off', async () => {
    answer = (_request, response) => {
      response.writeHead(200);
      const more = (): void => void (response.destroyed || response.write(Buffer.alloc(1 << 20), more));
      more();
    };
    expect(await failure()).toMatchObject({ code: 'UNLEASH_UNREACHABLE', message: expect.stringContaining('larger than') });
  });

  test('no message has the token, not even where Unleash repeats it or it cannot be sent', async () => {
    answer = (request, response) => void response.writeHead(403).end(JSON.stringify({ message: `bad token ${request.headers.authorization}` }));
    expect((await failure()).message).not.toContain(TOKEN);
    expect((await failure({ token: `${TOKEN}\n` })).message).not.toContain(TOKEN);
    expect((await failure({ token: `two\n${TOKEN}` })).message).not.toContain(TOKEN);
  });
});
