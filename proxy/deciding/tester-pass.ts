import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Upstream } from '../../domain/decision.ts';

/** What a tester may ask for: the side that answers, by route group. */
export type Wishes = ReadonlyMap<string, Upstream>;

export type PassProblem = 'forged' | 'expired';

/**
 * A pass for testers, fit for a header and a cookie alike: `catalog=candidate&exp=1767225600&sig=…`. The signature is an HMAC-SHA256 over
 * everything before it; `exp` is in epoch seconds.
 */
export function mintPass(secret: string, wishes: Wishes, expiresAt: number): string {
  const said = [...wishes, ['exp', String(Math.floor(expiresAt / 1_000))]].map((pair) => pair.join('=')).join('&');
  return `${said}&sig=${sign(secret, said)}`;
}

/** What a pass asks for, or why it counts for nothing. Takes equally long whatever the signature is. */
export function readPass(secret: string, pass: string, now: number): Wishes | PassProblem {
  const [, said, wishes = '', expires, signature] = /^((.*?)&?exp=(\d{1,12}))&sig=([\w-]{43})$/.exec(pass) ?? [];
  if (said === undefined || signature === undefined) return 'forged';
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(sign(secret, said)))) return 'forged';
  if (Number(expires) * 1_000 <= now) return 'expired';
  return new Map(wishes === '' ? [] : wishes.split('&').map((pair) => pair.split('=') as [string, Upstream]));
}

function sign(secret: string, said: string): string {
  return createHmac('sha256', secret).update(`banyan pass\n${said}`).digest('base64url');
}
