import type { EventEmitter } from 'node:events';
import { InMemStorageProvider, Unleash, type UnleashConfig } from 'unleash-client';

export interface Sdk {
  readonly unleash: Unleash;
  stop(): void;
}

/** The real SDK, once it has its first flags from that server. */
export async function startSdk(url: string, token: string, mode: UnleashConfig['experimentalMode'] = { type: 'polling', format: 'full' }): Promise<Sdk> {
  const unleash = new Unleash({
    url: `${url}/api`,
    appName: 'test',
    customHeaders: { authorization: token },
    refreshInterval: 50,
    metricsInterval: 200,
    storageProvider: new InMemStorageProvider(),
    disableAutoStart: true,
    skipInstanceCountWarning: true,
    experimentalMode: mode,
  });
  const stop = (): void => {
    unleash.destroy();
    // It takes its own listeners off; a poll under way that fails afterwards would end the process.
    (unleash as unknown as { repository: EventEmitter }).repository.on('error', () => undefined);
  };
  const ready = new Promise<void>((resolve, reject) => {
    unleash.once('ready', resolve);
    unleash.on('error', reject);
  });
  void unleash.start();
  try {
    await ready;
  } catch (error) {
    stop();
    throw error;
  }
  return { unleash, stop };
}
