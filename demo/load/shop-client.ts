import { Agent, request, type FormData } from 'undici';
import type { CookieJar } from './cookie-jar.ts';
import type { Kind, Tally } from './tally.ts';

export interface ShopRequest {
  readonly kind: Kind;
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly json?: object;
  readonly form?: FormData;
  /** A form as a page sends it. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default {@link TIMEOUT_MS}. */
  readonly timeoutMs?: number;
}

export interface ShopAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Where the answer leads to; empty where it leads nowhere. */
  readonly location: string;
  readonly text: string;
  /** Names of the cookies that it set. */
  readonly cookiesSet: readonly string[];
}

const TIMEOUT_MS = 30_000;

/** Thrown by a check: the shop answered, and wrongly. */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer';
}

/** Fails the request under way unless `fact` holds. */
export function check(fact: boolean, reason: string): asserts fact {
  if (!fact) throw new WrongAnswer(reason);
}

/** Sends requests over a bounded number of kept connections and counts what comes of each. */
export class ShopClient {
  readonly #url: string;
  readonly #tally: Tally;
  readonly #clock: () => number;
  readonly #agent: Agent;

  /** `clock`: milliseconds, from any start. */
  constructor(url: string, connections: number, tally: Tally, clock: () => number) {
    this.#url = url;
    this.#tally = tally;
    this.#clock = clock;
    this.#agent = new Agent({ connections, pipelining: 1 });
  }

  /** Resolves to what `verify` makes of the answer, or to `undefined` where there was none or a wrong one: that has then been counted as failed. */
  async send<T>(asked: ShopRequest, cookies: CookieJar, verify: (answer: ShopAnswer) => T): Promise<T | undefined> {
    const { kind, method = 'GET', path } = asked;
    const startedAt = this.#clock();
    this.#tally.sent(kind);
    try {
      const verified = verify(await this.#exchange(asked, cookies));
      this.#tally.succeeded(kind, this.#clock() - startedAt);
      return verified;
    } catch (error) {
      this.#tally.failed(kind, this.#clock() - startedAt, `${method} ${path}`, reasonOf(error));
      return undefined;
    }
  }

  async #exchange({ method = 'GET', path, json, form, fields, headers: extra, timeoutMs = TIMEOUT_MS }: ShopRequest, cookies: CookieJar): Promise<ShopAnswer> {
    const { statusCode, headers, body } = await request(`${this.#url}${path}`, {
      method,
      headers: { ...cookies.header(), ...extra, ...(json ? { 'content-type': 'application/json' } : {}), ...(fields ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
      body: json ? JSON.stringify(json) : fields ? new URLSearchParams(fields).toString() : (form ?? null),
      dispatcher: this.#agent,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const cookiesSet = cookies.store(headers['set-cookie']);
    return { status: statusCode, contentType: String(headers['content-type'] ?? ''), location: String(headers['location'] ?? ''), text: await body.text(), cookiesSet };
  }

  close(): Promise<void> {
    return this.#agent.close();
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof WrongAnswer) return error.message;
  const code = 'code' in error ? `${String(error.code)} ` : '';
  return `${error.name}: ${code}${error.message}`;
}
