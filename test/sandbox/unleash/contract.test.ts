import { unleashClientsContract } from '../../contract/unleash-clients.ts';
import { unleashFlagsContract } from '../../contract/unleash-flags.ts';
import { unleashRefusalsContract } from '../../contract/unleash-refusals.ts';
import { unleashStrategiesContract } from '../../contract/unleash-strategies.ts';
import type { UnleashUnderTest } from '../../contract/unleash-under-test.ts';
import { startUnleash } from '../../../sandbox/unleash/start.ts';

const tokens = { adminToken: '*:*.an-admin-secret', clientToken: '*:production.a-client-secret' };

async function sandbox(): Promise<UnleashUnderTest> {
  const unleash = await startUnleash({ host: '127.0.0.1', ...tokens, now: () => Date.now() });
  return { which: 'sandbox', url: unleash.url, ...tokens, stop: () => unleash.close() };
}

unleashFlagsContract('the sandbox’s Unleash', sandbox);
unleashStrategiesContract('the sandbox’s Unleash', sandbox);
unleashClientsContract('the sandbox’s Unleash', sandbox);
unleashRefusalsContract('the sandbox’s Unleash', sandbox);
