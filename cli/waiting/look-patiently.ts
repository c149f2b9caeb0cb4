import { once } from 'node:events';
import { BanyanError } from '../../domain/errors.ts';
import type { Io } from '../io.ts';
import { tellWaiting } from './tell-waiting.ts';

/**
 * What `look` comes to, which changes nothing: says for how long it has been waiting, where somebody sits at a terminal, and Ctrl-C ends it at once.
 * @throws BanyanError INTERRUPTED
 */
export async function lookPatiently<T>(io: Pick<Io, 'progress' | 'now' | 'signal' | 'abandon'>, look: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  try {
    return await tellWaiting(io, 'waiting for AWS, Unleash and the proxies', Promise.race([look(), interrupted(io, over.signal)]));
  } finally {
    over.abort();
  }
}

/** Never comes to anything but an error. */
async function interrupted({ signal, abandon }: Pick<Io, 'signal' | 'abandon'>, over: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort', { signal: over });
  abandon?.();
  throw new BanyanError('INTERRUPTED', 'It was only looking: nothing was changed.', { remedy: 'Run it again.' });
}
