/** What legacy may be asked for a second time: a share of what it is asked anyway. */
export interface Allowance {
  /** Legacy has answered one more request that could be repeated. */
  deposit(): void;
  /** `false`: there is nothing left, and nothing was taken. */
  take(): boolean;
}

/** So much is saved up at the most: a quiet night is no licence for a flood in the morning. */
export const MOST_SAVED = 5;

/** `saved`: what there is to begin with. */
export function createAllowance(share: number, saved = 0): Allowance {
  return {
    deposit: () => void (saved = Math.min(MOST_SAVED, saved + share)),
    take() {
      // Shares are not exact in binary: a hundred hundredths may be a little less than 1.
      if (saved < 1 - 1e-9) return false;
      saved -= 1;
      return true;
    },
  };
}
