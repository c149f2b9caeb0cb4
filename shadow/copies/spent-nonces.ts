/** Remembers what has been used once. `false`: it has been used before, or there is no room to remember it. */
export type SpendNonce = (nonce: string, expiresAt: number) => boolean | Promise<boolean>;

/** In this process's memory: a token that is sent to another task of the service is good there once, too. */
export function createSpentNonces({ now, most = 100_000 }: { readonly now: () => number; readonly most?: number }): SpendNonce {
  const spent = new Map<string, number>();

  function forgetExpired(): void {
    const at = now();
    for (const [nonce, expiresAt] of spent) {
      // In order of coming, which is nearly that of expiring.
      if (expiresAt > at) return;
      spent.delete(nonce);
    }
  }

  return (nonce, expiresAt) => {
    forgetExpired();
    if (spent.has(nonce) || spent.size >= most) return false;
    spent.set(nonce, expiresAt);
    return true;
  };
}
