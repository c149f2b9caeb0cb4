import { Client } from 'undici';

/** A connection to an upstream, with one request at a time; opened anew where it has ended meanwhile. */
export class KeptClient extends Client {
  hasServed = false;
  /** Until when it may be used again, milliseconds of the clock that never jumps. */
  goodUntil = 0;
}

/**
 * undici's clients of one upstream. The one that was used last is used first, so that those not needed end. undici's own pool looks through
 * all it has ever opened for one that is free, and lets a turn of the event loop pass after each answer: a tenth of what it takes to pass a small request on by undici at all.
 */
export class KeptClients {
  readonly #open: () => KeptClient;
  readonly #elapsed: () => number;
  readonly #idle: KeptClient[] = [];
  #isClosed = false;

  constructor(open: () => KeptClient, elapsed: () => number) {
    this.#open = open;
    this.#elapsed = elapsed;
  }

  /** For one request. `fresh`: on a connection that has served none before. */
  take(fresh = false): KeptClient {
    const kept = fresh ? undefined : this.#takeIdle();
    if (kept) return kept;
    const client = this.#open();
    client.on('disconnect', () => this.#forget(client));
    return client;
  }

  /** Its request is answered, and it may wait for the next for so many milliseconds. One that failed is not given back: its connection has ended, or does so unused. */
  give(client: KeptClient, idleMs: number): void {
    client.hasServed = true;
    client.goodUntil = this.#elapsed() + idleMs;
    if (this.#isClosed) client.destroy().catch(() => {});
    else this.#idle.push(client);
  }

  close(): void {
    this.#isClosed = true;
    for (const client of this.#idle.splice(0)) client.destroy().catch(() => {});
  }

  #takeIdle(): KeptClient | undefined {
    const now = this.#elapsed();
    for (let next = this.#idle.pop(); next; next = this.#idle.pop()) {
      if (now < next.goodUntil) return next;
      next.destroy().catch(() => {});
    }
    return undefined;
  }

  #forget(client: KeptClient): void {
    const at = this.#idle.indexOf(client);
    if (at >= 0) this.#idle.splice(at, 1);
  }
}
