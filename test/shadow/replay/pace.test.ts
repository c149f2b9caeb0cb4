import { expect, test } from '@jest/globals';
import { createPace, type Speed } from '../../../shadow/replay/pace.ts';

/** When each of the requests, first made at these moments, is due. */
async function dueAt(speed: Speed, moments: readonly number[], takes = 0): Promise<number[]> {
  let now = 100;
  const pace = createPace(speed, { elapsed: () => now, sleep: async (ms) => void (now += ms) });
  const due: number[] = [];
  for (const at of moments) {
    await pace(at);
    due.push(now - 100);
    now += takes;
  }
  return due;
}

test.each<[string, Speed, number[], number, number[]]>([
  ['so many a second, whenever they were made', { perSecond: 4 }, [0, 0, 90_000, 10], 0, [0, 250, 500, 750]],
  ['as fast as they were made', { times: 1 }, [5_000, 5_100, 7_000], 0, [0, 100, 2_000]],
  ['twice as fast', { times: 2 }, [5_000, 5_100, 7_000], 0, [0, 50, 1_000]],
  ['at once what comes too late', { times: 1 }, [5_000, 4_000, 5_200], 0, [0, 0, 200]],
  ['without making up at once for a time in which nothing could be sent', { perSecond: 10 }, [0, 0, 0], 1_000, [0, 1_000, 2_000]],
])('%s', async (_what, speed, moments, takes, due) => {
  expect(await dueAt(speed, moments, takes)).toEqual(due);
});
