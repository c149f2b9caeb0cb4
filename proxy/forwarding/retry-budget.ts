/** How much more work than callers ask for may be made of failures, so that a sick upstream does not become two. */
export interface RetryBudget {
  /** A caller's request was sent. */
  deposit(): void;
  /** Takes one retry out; `false`, and nothing is taken, where there is none left. */
  withdraw(): boolean;
  /** Retries since the beginning that were made, and that were not. */
  readonly granted: number;
  readonly denied: number;
}

export interface RetryBudgetOptions {
  readonly now: () => number;
  /** Retries for each request. Default 0.2. */
  readonly share?: number;
  /** Retries that may be made however few the requests are. Default 10 a second. */
  readonly leastPerSecond?: number;
}

/** Requests older than this do not count any more. The three figures are those of Finagle's RetryBudget (10 s, 20 %, 10 a second). */
const WINDOW_MS = 10_000;
const SLOTS = 10;

export function createRetryBudget({ now, share = 0.2, leastPerSecond = 10 }: RetryBudgetOptions): RetryBudget {
  let [granted, denied] = [0, 0];
  const slots = Array.from({ length: SLOTS }, () => ({ epoch: -1, requests: 0, retries: 0 }));

  function current() {
    const epoch = Math.floor((now() * SLOTS) / WINDOW_MS);
    const slot = slots[epoch % SLOTS]!;
    if (slot.epoch !== epoch) Object.assign(slot, { epoch, requests: 0, retries: 0 });
    return slot;
  }

  return {
    deposit: () => void (current().requests += 1),
    withdraw() {
      const slot = current();
      let [requests, retries] = [0, 0];
      for (const each of slots) {
        if (each.epoch <= slot.epoch - SLOTS) continue;
        requests += each.requests;
        retries += each.retries;
      }
      if (retries + 1 > requests * share + (leastPerSecond * WINDOW_MS) / 1_000) {
        denied += 1;
        return false;
      }
      slot.retries += 1;
      granted += 1;
      return true;
    },
    get granted() {
      return granted;
    },
    get denied() {
      return denied;
    },
  };
}
