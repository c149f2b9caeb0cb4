import type { Request, Response } from 'express';
import { parseCookie, stringifySetCookie } from 'cookie';

const COOKIE = 'sid';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The session that the caller shows, in the monolith's own cookie: nobody has to log in anew because a service took over. */
export function sessionId(req: Request): string | undefined {
  const id = parseCookie(req.headers.cookie ?? '')[COOKIE];
  return id !== undefined && UUID.test(id) ? id : undefined;
}

export function setSession(res: Response, id: string): void {
  res.append('Set-Cookie', stringifySetCookie({ name: COOKIE, value: id, path: '/', httpOnly: true, sameSite: 'lax' }));
}

export function clearSession(res: Response): void {
  res.append('Set-Cookie', stringifySetCookie({ name: COOKIE, value: '', path: '/', httpOnly: true, maxAge: 0 }));
}
