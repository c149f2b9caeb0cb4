import { expect, test } from '@jest/globals';
import { createRecorder, type RecorderOptions } from '../../../shadow/recording/recorder.ts';
import { AT, json } from '../answers.ts';

const seen = (name = 'Alice') => ({ at: AT, session: 'ada', method: 'GET', target: '/', headers: [], body: new Uint8Array(), answer: json({ name }) });

/** A recorder, and what it tells until it tells `count` things. */
function recorder(count: number, options: Partial<RecorderOptions> = {}) {
  const told: string[] = [];
  const enough = Promise.withResolvers<string[]>();
  const tell = (what: string) => {
    told.push(what);
    if (told.length === count) enough.resolve(told);
  };
  const made = createRecorder({ key: new Uint8Array(32), onLine: tell, onLost: tell, onEnd: () => tell('ended'), ...options });
  return { ...made, told: enough.promise };
}

test('lines come in the order of the exchanges, redacted', async () => {
  const { record, told, close } = recorder(3);
  for (const name of ['Alice', 'Bob', 'Alice']) expect(record(seen(name))).toBe(true);
  const [first, second, third] = await told;
  close();
  expect(first).toBe(third);
  expect(first).not.toBe(second);
  expect(first).not.toContain('Alice');
});

test('what there is no room for is not taken', async () => {
  const { record, told, close } = recorder(1, { maxQueuedBytes: 3_000 });
  expect([record(seen()), record(seen())]).toEqual([true, false]);
  await told;
  expect(record(seen())).toBe(true);
  close();
});

test.each([
  ['ends', 'process.exit(1)'],
  ['throws', 'throw new Error()'],
  ['never answers', 'setInterval(() => {}, 1_000)'],
])('where the thread %s everything it had is lost, and no more is taken', async (_what, code) => {
  const { record, told } = recorder(3, { thread: new URL(`data:text/javascript,${code}`), deadlineMs: 300 });
  record(seen());
  record(seen());
  expect(await told).toEqual(['unreadable', 'unreadable', 'ended']);
  expect(record(seen())).toBe(false);
});

test('what it has is done before it ends, and what cannot be done in time is lost', async () => {
  const patient = recorder(2);
  patient.record(seen('Alice'));
  patient.record(seen('Bob'));
  const finished = patient.finish(20_000);
  expect(patient.record(seen('Carol'))).toBe(false);
  await finished;
  expect(await patient.told).toEqual([expect.stringContaining('{"at"'), expect.stringContaining('{"at"')]);
  const hasty = recorder(1, { thread: new URL('data:text/javascript,setInterval(() => {}, 1_000)') });
  hasty.record(seen());
  await hasty.finish(10);
  expect(await hasty.told).toEqual(['busy']);
});
