import { CookieJar } from './cookie-jar.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Random } from './random.ts';
import type { ShopAnswer, ShopClient, ShopRequest } from './shop-client.ts';

/** A product as a list showed it. */
export interface SeenProduct {
  readonly sku: string;
  readonly name: string;
  readonly brand: string;
  readonly category: string;
  /** Euros and cents. */
  readonly price: string;
}

/** One request of a visitor's, and what they make of the answer. */
export type Step = (visitor: Visitor) => Promise<void>;

const REMEMBERED = 40;

/** Somebody at the shop: their cookies, what they have seen so far, and what they still mean to do. */
export class Visitor {
  readonly random: Random;
  /** Takes what the shop confirms. */
  readonly ledger: Ledger;
  readonly #client: ShopClient;
  readonly #cookies = new CookieJar();
  readonly #plan: Step[];
  /** With which they have logged in. */
  email: string | undefined;
  #seen: readonly SeenProduct[] = [];

  constructor(client: ShopClient, random: Random, ledger: Ledger, plan: readonly Step[]) {
    this.#client = client;
    this.random = random;
    this.ledger = ledger;
    this.#plan = [...plan];
  }

  get leaving(): boolean {
    return this.#plan.length === 0;
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  /** Does the next thing on the plan. */
  async proceed(): Promise<void> {
    await this.#plan.shift()?.(this);
  }

  /** Puts something before everything else that is planned. */
  next(step: Step): void {
    this.#plan.unshift(step);
  }

  /** Leaves out what was planned. */
  leave(): void {
    this.#plan.length = 0;
  }

  send<T>(request: ShopRequest, verify: (answer: ShopAnswer) => T): Promise<T | undefined> {
    return this.#client.send(request, this.#cookies, verify);
  }

  remember(products: readonly SeenProduct[]): void {
    this.#seen = [...products, ...this.#seen].slice(0, REMEMBERED);
  }

  /** A product from one of the lists they saw. */
  aProduct(): SeenProduct | undefined {
    return this.#seen.length > 0 ? this.random.pick(this.#seen) : undefined;
  }
}
