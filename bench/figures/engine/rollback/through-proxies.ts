import type { Figure } from '../../../figure.ts';
import { inWords, rounds, withStopwatch } from './stopwatch.ts';

/**
 * How long after the word the candidate sees its last request or word of a WebSocket, of callers who come through the proxies; by the callers' own account of who answered
 * them, so that nobody who rolls back is asked. The flag is switched off by a person; the proxies are overridden, Unleash left out.
 */
export async function rollbackFigures(): Promise<Figure[]> {
  return withStopwatch(async (stopwatch) => {
    const { flags, overrides } = stopwatch.engine.ports;
    await stopwatch.reach('cohort:100');
    const on = await flags.observe('catalog');
    if (on === 'none') throw new Error('the flags are not there');
    const byFlag = await rounds(stopwatch, 0.5, { pull: () => flags.ensure('catalog', { ...on, on: false }), undo: () => flags.ensure('catalog', on) });
    const byOverride = await rounds(stopwatch, 0.5, { pull: () => overrides.takeBack('catalog'), undo: () => overrides.lift('catalog') });
    return [...inWords('the flag is switched off: last on the candidate', byFlag.all, 2_000), ...inWords("the proxies' override: last on the candidate", byOverride.all, 1_000)];
  });
}
