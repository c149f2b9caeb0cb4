import { parseArgs } from 'node:util';

export interface CommandOptions {
  readonly url: string;
  readonly rate: number;
  readonly seconds: number | undefined;
  readonly seed: number;
}

/** Reads `--url URL [--rate 300] [--seconds N] [--seed 1]`; throws with the reason where it cannot. */
export function readOptions(args: readonly string[]): CommandOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { url: { type: 'string' }, rate: { type: 'string', default: '300' }, seconds: { type: 'string' }, seed: { type: 'string', default: '1' } },
  });
  if (values.url === undefined || !URL.canParse(values.url)) throw new Error('--url must be the URL to send to: http://127.0.0.1:8080');
  return {
    url: new URL(values.url).origin,
    rate: positive('--rate', values.rate),
    seconds: values.seconds === undefined ? undefined : positive('--seconds', values.seconds),
    seed: positive('--seed', values.seed),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new Error(`${name} must be a number above 0, not ${text}`);
  return value;
}
