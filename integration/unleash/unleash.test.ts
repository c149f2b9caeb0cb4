import { afterAll, beforeAll } from '@jest/globals';
import { createUnleashFlags } from '../../migrations/adapters/unleash/unleash-flags.ts';
import { startUnleash } from '../../sandbox/unleash/start.ts';
import { flagsContract } from '../../test/contract/flags.ts';
import { unleashClientsContract } from '../../test/contract/unleash-clients.ts';
import { unleashFlagsContract } from '../../test/contract/unleash-flags.ts';
import { unleashRefusalsContract } from '../../test/contract/unleash-refusals.ts';
import { unleashStrategiesContract } from '../../test/contract/unleash-strategies.ts';
import { FEATURES, type MakeUnleash, type UnleashUnderTest } from '../../test/contract/unleash-under-test.ts';
import { asker } from '../../test/sandbox/unleash/ask.ts';
import { startRealUnleash, type RealUnleash } from './start-real-unleash.ts';

let real: RealUnleash;
beforeAll(async () => {
  real = await startRealUnleash();
});
afterAll(() => real?.stop());

/** One server for all rows: it takes seconds to start. */
const theReal = async (): Promise<UnleashUnderTest> => ({ which: 'real', ...real, stop: async () => undefined });

const theSandbox = async (): Promise<UnleashUnderTest> => {
  const { adminToken, clientToken } = real;
  const unleash = await startUnleash({ host: '127.0.0.1', adminToken, clientToken, now: () => Date.now() });
  return { which: 'sandbox', url: unleash.url, adminToken, clientToken, stop: () => unleash.close() };
};

const both: readonly (readonly [string, MakeUnleash])[] = [
  ['the real Unleash', theReal],
  ['the sandbox’s Unleash', theSandbox],
];

for (const [name, make] of both) {
  flagsContract(name, async () => {
    const unleash = await make();
    const { url, adminToken } = unleash;
    return {
      flags: createUnleashFlags({ url, token: adminToken, project: 'default', environment: 'production' }),
      async stop() {
        await deleteFlags(url, adminToken, ['catalog', 'catalog-images']);
        await unleash.stop();
      },
    };
  });
  unleashFlagsContract(name, make);
  unleashStrategiesContract(name, make);
  unleashClientsContract(name, make);
  unleashRefusalsContract(name, make);
}

/** Each row of that contract begins with a server that knows nothing of its groups. */
async function deleteFlags(url: string, token: string, groups: readonly string[]): Promise<void> {
  const ask = asker(url, token);
  for (const flag of groups.flatMap((group) => [`banyan.${group}`, `banyan.${group}.shadow`])) {
    await ask('DELETE', `${FEATURES}/${flag}`);
    await ask('DELETE', `/api/admin/archive/${flag}`);
  }
}
