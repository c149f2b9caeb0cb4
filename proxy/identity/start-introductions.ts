import type { IdentityConfig } from '../config/identity.ts';
import type { Dial } from '../forwarding/dial.ts';
import type { Clock } from '../listening/caller-request.ts';
import { createSessionAsker } from './ask-session.ts';
import { countAnswers, createIntroductions, NO_INTRODUCTIONS, type Introductions } from './introductions.ts';
import { createKnownSessions } from './known-sessions.ts';
import { createMint } from './mint-token.ts';
import { createSigningKeys } from './signing-keys.ts';

/** Builds what tells candidates who calls. */
export function startIntroductions(config: IdentityConfig | null, header: string, { dial, clock }: { dial: Dial; clock: Clock }): Introductions {
  if (!config) return NO_INTRODUCTIONS;
  const { now, elapsed } = clock;
  const keys = createSigningKeys({ ...config, now });
  const asker = createSessionAsker({ ...config, dial });
  const { answers, onAnswer } = countAnswers();
  return createIntroductions({
    cookie: config.cookie,
    header,
    sessionOf: createKnownSessions({ ask: (cookie) => asker.ask(cookie), cacheMs: config.cacheMs, elapsed, onAnswer }),
    mint: createMint({ ...config, keys, now }),
    keys: () => keys.published(),
    answers,
    close: () => asker.close(),
  });
}
