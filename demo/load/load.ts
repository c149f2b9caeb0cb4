import { createLedger, type Ledger } from '../ledger/ledger.ts';
import { planVisit } from './plan-visit.ts';
import { Random } from './random.ts';
import { ShopClient } from './shop-client.ts';
import { Tally, type LoadStats } from './tally.ts';
import { Visitor } from './visitor.ts';

export interface LoadOptions {
  /** Base URL of what answers: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Requests a second. */
  readonly rate: number;
  /** The same visitors doing the same things. */
  readonly seed: number;
  /** Requests under way at once, at the most. */
  readonly maxInFlight: number;
  readonly maxConnections: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Milliseconds that never jump. */
  readonly clock: () => number;
}

const TICK_MS = 5;
/** The rate rises from nothing over this time: nobody's morning begins with everybody at the door at once. */
const RAMP_MS = 2_000;
/** Share of arrivals that are new visitors, where others wait: about one in the length of a visit. */
const NEW_VISITORS = 0.07;

/**
 * A steady load: requests arrive at the given rate however slowly they are answered. Each arrival is the next step of a visitor who is waiting
 * for nothing, or the first of one who comes. Only where too many are under way is an arrival put off and counted as delayed.
 */
export class Load {
  readonly #options: LoadOptions;
  readonly #tally: Tally;
  /** What the shop has confirmed. */
  readonly ledger: Ledger = createLedger();
  readonly #client: ShopClient;
  readonly #random: Random;
  readonly #inFlight = new Set<Promise<void>>();
  /** Visitors between two requests. */
  readonly #waiting: Visitor[] = [];
  #arrived = 0;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LoadOptions) {
    const { url, maxConnections, seed, now, clock } = options;
    this.#options = options;
    this.#tally = new Tally(now);
    this.#client = new ShopClient(url, maxConnections, this.#tally, clock);
    this.#random = new Random(seed);
  }

  start(): void {
    this.#startedAt = this.#options.clock();
    this.#timer = setInterval(() => this.#arrive(), TICK_MS);
  }

  /** Sends nothing more, and resolves when everything under way is answered. */
  async stop(): Promise<LoadStats> {
    clearInterval(this.#timer);
    await Promise.all(this.#inFlight);
    await this.#client.close();
    return this.stats();
  }

  stats(): LoadStats {
    return this.#tally.stats();
  }

  #arrive(): void {
    const { clock, rate, maxInFlight } = this.#options;
    const due = Math.floor((fullRateMs(clock() - this.#startedAt) / 1_000) * rate);
    for (; this.#arrived < due; this.#arrived++) {
      if (this.#inFlight.size < maxInFlight) this.#proceed(this.#nextVisitor());
      else this.#tally.delayed++;
    }
  }

  #proceed(visitor: Visitor): void {
    const step = visitor.proceed().finally(() => {
      this.#inFlight.delete(step);
      if (!visitor.leaving) this.#waiting.push(visitor);
    });
    this.#inFlight.add(step);
  }

  /** Visitors take turns, so that a visit stretches over many others. */
  #nextVisitor(): Visitor {
    const returning = this.#random.next() < NEW_VISITORS ? undefined : this.#waiting.shift();
    return returning ?? new Visitor(this.#client, this.#random, this.ledger, planVisit(this.#random));
  }
}

/** How long the full rate takes for as many arrivals as came by then. */
function fullRateMs(elapsedMs: number): number {
  return elapsedMs < RAMP_MS ? elapsedMs ** 2 / (2 * RAMP_MS) : elapsedMs - RAMP_MS / 2;
}
