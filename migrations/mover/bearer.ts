import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an `Authorization` header bears the token; takes equally long whatever is in it. */
export function bearsToken(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? '';
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
