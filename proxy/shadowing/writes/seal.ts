import { randomBytes } from 'node:crypto';
import { COPIES_PATH, mintCopyToken, readConfirmation, type Copy, type SignedRequest, type Verdict } from '../../../shadow/copies/copy-token.ts';

/** A token for one copy, and what reads the candidate's confirmation of it. */
export interface SealedAsk {
  readonly token: string;
  verdictOf(confirmation: string | undefined): Verdict | undefined;
}

/** Says to the group's candidate, and to nobody else, how a copy is to be carried out; `null`: asks whether it knows copies. */
export interface Seal {
  copy(group: string, copy: Copy, request: SignedRequest, lifeMs: number): SealedAsk;
  question(group: string): SealedAsk;
}

const NOTHING = Buffer.alloc(0);
/** For clocks that differ, and for the way. */
const MARGIN_MS = 30_000;
/** What candidates believe at the most. */
const LONGEST_LIFE_MS = 9 * 60_000;

export function createSeal({ secret, now }: { readonly secret: string; readonly now: () => number }): Seal {
  function seal(group: string, copy: Copy | null, request: SignedRequest, lifeMs: number): SealedAsk {
    const nonce = randomBytes(16).toString('base64url');
    const token = mintCopyToken(secret, { group, copy, expiresAt: now() + Math.min(lifeMs + MARGIN_MS, LONGEST_LIFE_MS), nonce }, request);
    return { token, verdictOf: (confirmation) => readConfirmation(secret, nonce, confirmation) };
  }
  return { copy: seal, question: (group) => seal(group, null, { method: 'GET', target: COPIES_PATH, body: NOTHING }, 0) };
}
