/** Bytes that may be held at once. */
export interface ByteBudget {
  /** `false` where there are not so many left: nothing was taken. */
  take(bytes: number): boolean;
  give(bytes: number): void;
  readonly used: number;
}

export function createByteBudget(limit: number): ByteBudget {
  let used = 0;
  return {
    take(bytes) {
      if (used + bytes > limit) return false;
      used += bytes;
      return true;
    },
    give: (bytes) => void (used -= bytes),
    get used() {
      return used;
    },
  };
}
