import type { CallerConfig } from '../config/caller.ts';
import type { Clock } from '../listening/caller-request.ts';
import type { PeerTrust } from '../listening/peer-trust.ts';
import type { Log } from '../observing/log.ts';
import { createIdentifier, type IdentifyCaller, type ReadToken } from './identify-caller.ts';
import { loadJwks } from './load-jwks.ts';
import { createTokenReader } from './read-token.ts';
import { jwksKeys, secretKey } from './verification-keys.ts';

const noTokens: ReadToken = () => null;

/** Builds what finds out who calls, and starts fetching the keys for callers' tokens where there are any. */
export function startIdentifier({ sources, tokens }: CallerConfig['caller'], { trusts, clock, log }: { trusts: PeerTrust; clock: Clock; log: Pick<Log, 'warn'> }): IdentifyCaller {
  if (!tokens) return createIdentifier({ sources, readToken: noTokens, tokenCookie: null, trusts });
  const { keys: from } = tokens;
  const keys = 'secret' in from ? secretKey(from.secret) : jwksKeys({ load: () => loadJwks(from.jwks), elapsed: clock.elapsed, log });
  return createIdentifier({ sources, readToken: createTokenReader({ ...tokens, keys, now: clock.now }), tokenCookie: tokens.cookie, trusts });
}
