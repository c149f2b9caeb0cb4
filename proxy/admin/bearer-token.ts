import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an `Authorization` header carries the token. Takes equally long whatever is in it. */
export function bearsToken(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
