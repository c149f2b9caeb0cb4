import { expect, jest, test } from '@jest/globals';
import { lookPatiently } from '../../../cli/waiting/look-patiently.ts';

test('what is over within two seconds says nothing; after that it says for how long it has waited', async () => {
  jest.useFakeTimers();
  const shown: string[] = [];
  let end: (found: string) => void = () => undefined;
  const looking = lookPatiently({ progress: (text) => void shown.push(text), now: Date.now, signal: new AbortController().signal }, () => new Promise<string>((resolve) => (end = resolve)));
  jest.advanceTimersByTime(1_900);
  expect(shown).toEqual([]);
  jest.advanceTimersByTime(700);
  expect(shown).toEqual(['waiting for AWS, Unleash and the proxies, 2 s', 'waiting for AWS, Unleash and the proxies, 2.5 s']);
  end('seen');
  expect(await looking).toBe('seen');
  jest.advanceTimersByTime(5_000);
  expect(shown).toHaveLength(2);
  jest.useRealTimers();
});

test('Ctrl-C ends it at once, and says that nothing was changed', async () => {
  const interrupt = new AbortController();
  const abandon = jest.fn();
  const looking = lookPatiently({ now: Date.now, signal: interrupt.signal, abandon }, () => new Promise(() => undefined));
  interrupt.abort();
  await expect(looking).rejects.toMatchObject({ code: 'INTERRUPTED', message: expect.stringContaining('nothing was changed') });
  expect(abandon).toHaveBeenCalled();
});
