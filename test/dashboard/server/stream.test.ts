import { afterEach, expect, test } from '@jest/globals';
import { hold } from '../../../migrations/engine/hold.ts';
import { until } from '../../support/until.ts';
import { migrationNamed, startFakeDashboard, type FakeDashboard } from '../support/fake-dashboard.ts';

let page: FakeDashboard;
const listeners: AbortController[] = [];
afterEach(async () => {
  for (const each of listeners.splice(0)) each.abort();
  await page.close();
});

type Parts = Readonly<Record<string, unknown>>;

/** What a browser would be told, event by event. */
async function listen(path: string): Promise<{ readonly told: readonly Parts[]; readonly hello: readonly unknown[] }> {
  const abort = new AbortController();
  listeners.push(abort);
  const answer = await fetch(new URL(path, page.url), { signal: abort.signal });
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const told: Parts[] = [];
  const hello: unknown[] = [];
  void (async () => {
    let text = '';
    for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        const data = JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? 'null') as Parts;
        (event.includes('event: parts') ? told : hello).push(data);
      }
    }
  })().catch(() => undefined);
  return { told, hello };
}

test('tells everything first, and then only what has changed', async () => {
  page = await startFakeDashboard([migrationNamed('catalog'), migrationNamed('orders')]);
  await page.moveTo('catalog', { kind: 'front', percent: 100 });
  await page.source.lookNow();
  const { told, hello } = await listen('/api/stream');
  await until(() => told.length > 1 || undefined);
  expect(hello).toEqual([{ now: expect.any(Number), started: expect.any(Number) }]);
  expect(Object.keys(told[0] ?? {})).toEqual(['engine', 'look', 'order', 'group catalog', 'group orders']);
  expect(told[0]?.['group catalog']).toMatchObject({ group: 'catalog', stop: 'front', next: 'shadow' });
  await hold(page.engine, migrationNamed('orders'), 'not yet');
  const change = await until(() => told.find((parts) => 'group orders' in parts && parts !== told[0]));
  expect(change).not.toHaveProperty('group catalog');
  expect(change['group orders']).toMatchObject({ can: ['resume'] });
});

test('a group’s own page gets its details, and nothing of the others', async () => {
  page = await startFakeDashboard([migrationNamed('catalog'), migrationNamed('orders')]);
  await page.moveTo('catalog', { kind: 'cohort', percent: 1 });
  await page.source.lookNow();
  const { told } = await listen('/api/stream?group=catalog');
  const first = await until(() => told[0]);
  expect(Object.keys(first)).not.toContain('group orders');
  expect(first['detail asked']).toMatchObject([{ stop: 'deploy' }, { stop: 'front' }, { stop: 'shadow' }, { stop: 'cohort:1', cohort: 1 }]);
  expect(first['detail gates']).toMatchObject([{ gate: 'soak', state: 'open' }, { gate: 'error-rate' }, { gate: 'latency' }, { gate: 'parity-watch' }]);
  expect(first['detail journal']).toMatchObject({ length: expect.any(Number), lines: expect.arrayContaining([expect.objectContaining({ what: 'moved from shadow to cohort:1', who: 'tester', why: 'gates open' })]) });
});

test('what would turn or hide the text around it is told as its number, by the stream and to whoever asks once', async () => {
  page = await startFakeDashboard();
  await page.moveTo('catalog', { kind: 'front', percent: 100 });
  await hold(page.engine, migrationNamed('catalog'), 'a\u202eb\u0007c');
  await page.source.lookNow();
  const { told } = await listen('/api/stream?group=catalog');
  const answer = await (await fetch(new URL('/api/groups/catalog', page.url))).json();
  for (const each of [await until(() => told[0]), answer]) expect(JSON.stringify(each)).toContain(String.raw`a\\u202eb\\u0007c`);
});

test('many pages cost no more reading than one', async () => {
  page = await startFakeDashboard();
  const all = await Promise.all(Array.from({ length: 40 }, () => listen('/api/stream')));
  await until(() => all.every(({ told }) => told.length > 2) || undefined);
  const looks = new Set(all.flatMap(({ told }) => told.map(({ look }) => (look as { at: number } | undefined)?.at)));
  // One reading a look, and one that may be under way.
  expect(page.reads()).toBeLessThanOrEqual(looks.size + 2);
  expect(looks.size).toBeLessThan(20);
});

test('of a group that nobody moves there is no page', async () => {
  page = await startFakeDashboard();
  const { told } = await listen('/api/stream?group=nobody');
  expect(Object.keys(await until(() => told[0]))).toEqual(['engine', 'look', 'order']);
});
