import { formatDuration } from '../../domain/duration.ts';
import type { Io } from '../io.ts';

/** Nobody needs to be told of what is over before. */
const PATIENCE_MS = 2_000;
const BETWEEN_MS = 500;

/** What `work` comes to. Where somebody sits at a terminal, says for how long it has been waited for: `starting the shop, 3.5 s`. */
export async function tellWaiting<T>(io: Pick<Io, 'progress' | 'now'>, doing: string, work: Promise<T>): Promise<T> {
  const began = io.now();
  const tell = setInterval(() => {
    const ms = io.now() - began;
    if (ms >= PATIENCE_MS) io.progress?.(`${doing}, ${formatDuration(ms)}`);
  }, BETWEEN_MS);
  try {
    return await work;
  } finally {
    clearInterval(tell);
  }
}
