import type { Config } from '../../domain/config.ts';
import { BanyanError } from '../../domain/errors.ts';
import { createWebhook } from '../../migrations/adapters/webhook.ts';
import type { Notice } from '../../migrations/notify/notice.ts';
import type { Clock } from '../../migrations/ports/clock.ts';
import type { LoadedConfig } from '../config/load-config.ts';

/** Signs notifications in Banyan's own format. */
const SECRET = 'BANYAN_WEBHOOK_SECRET';

/**
 * Tells everybody whom the configuration names; what cannot be delivered is one line on standard error. A command that has ended lives on until
 * what waits is delivered or given up, half a minute a notice at the most.
 * @throws BanyanError CONFIG_INVALID where a variable with an address is missing, or has none
 */
export function openNotifiers({ notifications }: Config, environment: LoadedConfig['environment'], clock: Clock, err: (line: string) => void): (notice: Notice) => void {
  const webhooks = notifications.map(({ url, ...rest }, n) => {
    const secret = rest.format === 'banyan' ? environment[SECRET] : undefined;
    return createWebhook({ ...rest, url: addressOf(url, environment, `notifications[${n}].url`), secret, clock, onLost: err });
  });
  return (notice) => webhooks.forEach((webhook) => webhook.announce(notice));
}

function addressOf(url: string, environment: LoadedConfig['environment'], path: string): string {
  if (!url.startsWith('env:')) return url;
  const name = url.slice('env:'.length);
  const value = environment[name];
  if (value === undefined || value === '') throw new BanyanError('CONFIG_INVALID', `${path}: the environment variable ${name} is not set`);
  if (!/^https?:$/.test(URL.parse(value)?.protocol ?? '')) throw new BanyanError('CONFIG_INVALID', `${path}: the environment variable ${name} has no http(s) address`);
  return value;
}
