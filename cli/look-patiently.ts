import { once } from 'node:events';
import { formatDuration } from '../domain/duration.ts';
import { BanyanError } from '../domain/errors.ts';
import type { Io } from './io.ts';

/** Nobody needs to be told of what is over before. */
const PATIENCE_MS = 2_000;
const BETWEEN_MS = 500;

/**
 * What `look` comes to, which changes nothing: says for how long it has been waiting, where somebody sits at a terminal, and Ctrl-C ends it at once.
 * @throws BanyanError INTERRUPTED
 */
export async function lookPatiently<T>(io: Pick<Io, 'progress' | 'now' | 'signal' | 'abandon'>, look: () => Promise<T>): Promise<T> {
  const began = io.now();
  const tell = setInterval(() => {
    const ms = io.now() - began;
    if (ms >= PATIENCE_MS) io.progress?.(`waiting for AWS, Unleash and the proxies, ${formatDuration(ms)}`);
  }, BETWEEN_MS);
  const over = new AbortController();
  try {
    return await Promise.race([look(), interrupted(io, over.signal)]);
  } finally {
    clearInterval(tell);
    over.abort();
  }
}

/** Never comes to anything but an error. */
async function interrupted({ signal, abandon }: Pick<Io, 'signal' | 'abandon'>, over: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort', { signal: over });
  abandon?.();
  throw new BanyanError('INTERRUPTED', 'It was only looking: nothing was changed.', { remedy: 'Run it again.' });
}
