import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OCCASIONS } from '../../../domain/config.ts';
import { createWebhook, type Notifier, type WebhookOptions } from '../../../migrations/adapters/webhook.ts';
import { announcedJournal } from '../../../migrations/notify/announced-journal.ts';
import { noticeOf, type Notice } from '../../../migrations/notify/notice.ts';
import { webhookBody } from '../../../migrations/notify/webhook-body.ts';
import { ENTRIES } from '../../contract/journal-entries.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';
import { createFakeJournal } from '../../fakes/fake-journal.ts';

const NOW = Date.parse('2026-07-06T07:00:00Z');
const notice = (n = 0, change: Partial<Notice> = {}): Notice => ({ occasion: 'moved', id: `0001-catalog/${n}`, migration: '0001-catalog', at: '2026-07-06T07:00:00Z', who: 'ada', why: 'run', text: `0001-catalog moved ${n}`, from: 'shadow', stop: 'cohort:1', verdicts: [], ...change });

describe('what is told of a journal entry', () => {
  test('moves, roll-backs, what is held and what people say; not what is begun, nor what came of it', () => {
    const told = ENTRIES.map((entry, n) => [entry.kind, noticeOf('0001-catalog', n, entry)?.occasion]);
    expect(told.filter(([, occasion]) => occasion !== undefined)).toEqual([['moved', 'moved'], ['verdict', 'held'], ['approved', 'said'], ['held', 'said'], ['resumed', 'said'], ['moved', 'rolled-back']]);
    expect(noticeOf('0001-catalog', 3, ENTRIES[3]!)).toMatchObject({ id: '0001-catalog/000003', stop: 'shadow', text: '0001-catalog stays at shadow: parity: 12 of 3,000 compared' });
  });

  test('it is told once it is written, and not where somebody else wrote first', async () => {
    const told: string[] = [];
    const journal = announcedJournal(createFakeJournal(), ({ id }) => void told.push(id));
    await journal.append('0001-catalog', 0, ENTRIES[0]!);
    await expect(journal.append('0001-catalog', 0, ENTRIES[0]!)).rejects.toMatchObject({ code: 'JOURNAL_CONFLICT' });
    expect(told).toEqual(['0001-catalog/000000']);
  });

  test('for Slack it is one text in which nothing mentions or links', () => {
    const { text } = JSON.parse(webhookBody('slack', notice(0, { occasion: 'held', text: 'held: <!channel> & <http://evil|x>' }))) as { text: string };
    expect(text).toBe(':raised_hand: held: &lt;!channel&gt; &amp; &lt;http://evil|x&gt;');
    expect((JSON.parse(webhookBody('slack', notice(0, { text: 'x'.repeat(9_000) }))) as { text: string }).text.length).toBeLessThan(4_000);
  });
});

describe('a webhook', () => {
  interface Received {
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }
  let server: Server;
  let url: string;
  let received: Received[];
  let answers: (number | 'hang' | 'cut')[];
  let lost: string[];
  beforeEach(async () => {
    [received, answers, lost] = [[], [], []];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => void (body += chunk.toString()));
      request.on('end', () => {
        received.push({ headers: request.headers, body });
        const answer = answers.shift() ?? 204;
        if (answer === 'cut') request.socket.destroy();
        else if (answer !== 'hang') response.writeHead(answer, { location: '/elsewhere' }).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/T0P-S3CRET`;
  });
  afterEach(() => new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  }));
  const open = (change: Partial<WebhookOptions> = {}): Notifier => createWebhook({ url, format: 'banyan', of: OCCASIONS, clock: createFakeClock(NOW), onLost: (line) => void lost.push(line), ...change });
  const ids = () => received.map(({ headers }) => headers['x-banyan-delivery']);

  test('gets every notice in order, signed so that whoever has the secret can tell', async () => {
    const webhook = open({ secret: 'shared' });
    for (const n of [0, 1, 2]) webhook.announce(notice(n));
    await webhook.idle();
    expect(ids()).toEqual(['0001-catalog/0', '0001-catalog/1', '0001-catalog/2']);
    const { headers, body } = received[0]!;
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(String(headers['x-banyan-signature'])) ?? [];
    expect(t).toBe(String(NOW / 1000));
    expect(v1).toBe(createHmac('sha256', 'shared').update(`${t}.${body}`).digest('hex'));
    expect(JSON.parse(body)).toEqual(notice(0));
    expect(body + JSON.stringify(headers)).not.toContain('shared');
  });

  test('without a secret gets no signature, and nothing that it did not ask for', async () => {
    const webhook = open({ of: ['rolled-back'] });
    webhook.announce(notice(0));
    webhook.announce(notice(1, { occasion: 'rolled-back' }));
    await webhook.idle();
    expect(ids()).toEqual(['0001-catalog/1']);
    expect(received[0]?.headers).not.toHaveProperty('x-banyan-signature');
  });

  test.each([[503], [429], [408], ['cut' as const]])('that answers with %s is asked again, with the same delivery', async (answer) => {
    answers = [answer, answer];
    const webhook = open();
    webhook.announce(notice(7));
    await webhook.idle();
    expect(ids()).toEqual(['0001-catalog/7', '0001-catalog/7', '0001-catalog/7']);
    expect(lost).toEqual([]);
  });

  test.each([[400], [404], [302]])('that answers with %s is not asked again, and it is said', async (answer) => {
    answers = [answer];
    const webhook = open();
    webhook.announce(notice(7));
    webhook.announce(notice(8));
    await webhook.idle();
    expect(ids()).toEqual(['0001-catalog/7', '0001-catalog/8']);
    expect(lost).toEqual([expect.stringContaining(`0001-catalog/7 was not taken by 127.0.0.1:`)]);
    expect(lost[0]).toContain(`${answer}`);
  });

  test('is given up after four attempts, and its address, which may be a secret, is in no message', async () => {
    answers = [500, 500, 500, 500];
    const webhook = open();
    webhook.announce(notice(7));
    await webhook.idle();
    expect(received).toHaveLength(4);
    expect(lost).toHaveLength(1);
    expect(lost[0]).not.toContain('T0P-S3CRET');
  });

  test('that never answers holds up nobody: announcing returns, and what waits is bounded', async () => {
    answers = ['hang'];
    const webhook = open({ clock: { now: () => NOW, sleep: () => new Promise(() => undefined) } });
    for (let n = 0; n < 150; n++) webhook.announce(notice(n));
    // The first is under way, a hundred wait.
    expect(lost).toHaveLength(49);
    expect(lost[0]).toContain('0001-catalog/1 was not sent');
  });
});
