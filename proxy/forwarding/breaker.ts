/** Gives a candidate a rest when it fails often: no request until the rest is over, then one to see. */
export interface Breaker {
  /** Whether no request may be sent now. */
  readonly open: boolean;
  readonly state: 'closed' | 'open' | 'probing';
  /** A request is sent. The outcome is told by calling what this returns; a request whose outcome nobody learned is `unknown`. */
  begin(): (outcome: 'success' | 'failure' | 'unknown') => void;
}

export interface BreakerOptions {
  readonly now: () => number;
  /** So many of the last outcomes are looked at. Default 20. */
  readonly window?: number;
  /** With so many failures among them the breaker opens. Default half the window. */
  readonly failures?: number;
  /** Default 10,000 ms. */
  readonly restMs?: number;
  /** Called when it opens and when it closes. */
  readonly onChange?: (open: boolean) => void;
}

export function createBreaker({ now, window = 20, failures = window / 2, restMs = 10_000, onChange }: BreakerOptions): Breaker {
  let outcomes: boolean[] = [];
  let openUntil: number | null = null;
  let probe: object | null = null;

  function close(): void {
    openUntil = null;
    outcomes = [];
    onChange?.(false);
  }

  function open(): void {
    const wasOpen = openUntil !== null;
    openUntil = now() + restMs;
    if (!wasOpen) onChange?.(true);
  }

  function record(failed: boolean): void {
    outcomes.push(failed);
    if (outcomes.length > window) outcomes.shift();
    if (outcomes.filter(Boolean).length >= failures) open();
  }

  return {
    get open() {
      return openUntil !== null && (now() < openUntil || probe !== null);
    },
    get state() {
      if (openUntil === null) return 'closed';
      return probe ? 'probing' : 'open';
    },
    begin() {
      const token = {};
      if (openUntil !== null) probe ??= token;
      const isProbe = probe === token;
      return (outcome) => {
        if (isProbe) probe = null;
        if (isProbe && outcome === 'success') close();
        else if (isProbe && outcome === 'failure') open();
        else if (openUntil === null && outcome !== 'unknown') record(outcome === 'failure');
      };
    },
  };
}
