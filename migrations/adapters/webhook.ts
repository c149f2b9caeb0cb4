import type { Webhook } from '../../domain/config.ts';
import type { Notice } from '../notify/notice.ts';
import { signatureOf, webhookBody } from '../notify/webhook-body.ts';
import type { Clock } from '../ports/clock.ts';
import { fetchText, NoAnswer, type Fetch } from './fetch-text.ts';

export interface WebhookOptions {
  /** The address itself. It may be a secret: no message has more of it than its host. */
  readonly url: string;
  readonly format: Webhook['format'];
  readonly of: Webhook['of'];
  /** Signs the body; without one it is not signed. */
  readonly secret?: string | undefined;
  readonly clock: Clock;
  /** Told, in one line, of a notice that was given up. */
  readonly onLost: (problem: string) => void;
  readonly fetch?: Fetch;
}

/** Tells somebody of notices, one after the other, in the background. */
export interface Notifier {
  /** Takes a notice and returns at once. */
  announce(notice: Notice): void;
  /** Resolves when nothing is waiting any more. */
  idle(): Promise<void>;
}

/** Pauses before trying again; after the last one the notice is given up. */
const PAUSES_MS = [500, 2_000, 5_000];
/** Notices that may wait. Beyond that the oldest goes: the newest says where things stand. */
const MOST_WAITING = 100;
const LIMITS = { timeoutMs: 5_000, maxBytes: 64 * 1024 };

/**
 * Delivers notices to one address. A notice is delivered at least once, in order, or given up and said to be: it is tried again where there was no answer, a 408, a 429 or a 5xx.
 * It waits for nobody and fails nobody; while somebody does not answer, what waits is bounded.
 */
export function createWebhook({ url, format, of, secret, clock, onLost, fetch = globalThis.fetch }: WebhookOptions): Notifier {
  const waiting: Notice[] = [];
  const host = new URL(url).host;
  let running: Promise<void> | undefined;

  async function deliverAll(): Promise<void> {
    for (let notice = waiting.shift(); notice; notice = waiting.shift()) {
      const problem = await deliver(notice);
      if (problem !== undefined) onLost(`notification ${notice.id} was not taken by ${host}: ${problem}`);
    }
    running = undefined;
  }

  async function deliver(notice: Notice): Promise<string | undefined> {
    for (let attempt = 0; ; attempt++) {
      const { problem, isPassing } = await post(notice);
      if (problem === undefined) return undefined;
      const pause = PAUSES_MS[attempt];
      if (!isPassing || pause === undefined) return problem;
      await clock.sleep(pause);
    }
  }

  async function post(notice: Notice): Promise<{ readonly problem?: string; readonly isPassing: boolean }> {
    const body = webhookBody(format, notice);
    const headers = { 'content-type': 'application/json', 'x-banyan-delivery': notice.id, ...(secret && { 'x-banyan-signature': signatureOf(secret, body, clock.now()) }) };
    try {
      const { status } = await fetchText(url, { method: 'POST', headers, body }, { fetch, ...LIMITS });
      if (status >= 200 && status < 300) return { isPassing: false };
      return { problem: `it answered with ${status}`, isPassing: status === 408 || status === 429 || status >= 500 };
    } catch (error) {
      return { problem: error instanceof NoAnswer ? error.message : 'it could not be sent', isPassing: true };
    }
  }

  return {
    announce(notice) {
      if (!of.includes(notice.occasion)) return;
      waiting.push(notice);
      if (waiting.length > MOST_WAITING) onLost(`notification ${waiting.shift()?.id} was not sent to ${host}: ${MOST_WAITING} are waiting`);
      running ??= deliverAll();
    },
    idle: async () => running,
  };
}
