import { expect, test } from '@jest/globals';
import type { SessionOwner } from '../../../proxy/identity/ask-session.ts';
import { createKnownSessions } from '../../../proxy/identity/known-sessions.ts';

const ADA: SessionOwner = { sub: '7' };

function sessions(answer: (cookie: string) => SessionOwner | Promise<SessionOwner>) {
  const state = { elapsed: 0, asked: [] as string[], answers: [] as SessionOwner[] };
  const ask = (cookie: string) => {
    state.asked.push(cookie);
    return Promise.resolve(answer(cookie));
  };
  const known = createKnownSessions({ ask, cacheMs: 5_000, elapsed: () => state.elapsed, onAnswer: (owner) => state.answers.push(owner) });
  return { state, owner: async (cookie: string) => (await known(cookie)).owner, known };
}

test('a session is asked about once for a while, and then anew', async () => {
  const { state, owner, known } = sessions(() => ADA);
  expect(await owner('sid=1')).toBe(ADA);
  expect(known('sid=1')).not.toBeInstanceOf(Promise);
  state.elapsed = 4_999;
  await owner('sid=1');
  expect(state.asked).toEqual(['sid=1']);
  state.elapsed = 5_000;
  await owner('sid=1');
  expect(state.asked).toEqual(['sid=1', 'sid=1']);
});

test('many requests of one session at once are one question', async () => {
  const { promise, resolve } = Promise.withResolvers<SessionOwner>();
  const { state, owner } = sessions(() => promise);
  const all = Promise.all([owner('sid=1'), owner('sid=1'), owner('sid=2'), owner('sid=1')]);
  resolve(ADA);
  expect(await all).toEqual([ADA, ADA, ADA, ADA]);
  expect(state.asked).toEqual(['sid=1', 'sid=2']);
});

test('the time of an answer is counted from the question: who logged out meanwhile is not known for longer', async () => {
  const { promise, resolve } = Promise.withResolvers<SessionOwner>();
  const { state, owner, known } = sessions(() => promise);
  const first = owner('sid=1');
  state.elapsed = 4_000;
  resolve(ADA);
  await first;
  state.elapsed = 5_000;
  expect(known('sid=1')).toBeInstanceOf(Promise);
});

test('that nobody has logged in is not kept: the next request may be after the login', async () => {
  let who: SessionOwner = 'anonymous';
  const { owner } = sessions(() => who);
  expect(await owner('sid=1')).toBe('anonymous');
  who = ADA;
  expect(await owner('sid=1')).toBe(ADA);
});

test('legacy that does not answer is left alone for half a second', async () => {
  const { state, owner } = sessions(() => 'unknown');
  await owner('sid=1');
  state.elapsed = 499;
  expect(await owner('sid=1')).toBe('unknown');
  expect(state.asked).toHaveLength(1);
  state.elapsed = 500;
  await owner('sid=1');
  expect([state.asked.length, state.answers]).toEqual([2, ['unknown', 'unknown']]);
});

test('sessions are kept in bounds', async () => {
  const { state, owner } = sessions(() => ADA);
  for (let i = 0; i < 20_001; i++) await owner(`sid=${i}`);
  await owner('sid=20000');
  expect(state.asked).toHaveLength(20_001);
  await owner('sid=0');
  expect(state.asked).toHaveLength(20_002);
});
