import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { Session } from './sessions.ts';

/** Both halves of a session as a request has them: the cookie, and the key that a script of the page adds. */
export function readHalves(req: Request): Partial<Session> {
  const cookie = parseCookie(req.headers.cookie ?? '')[nameOf(req)];
  const key = req.get('x-banyan-key');
  return { ...(cookie !== undefined && { cookie }), ...(key !== undefined && { key }) };
}

export function setCookie(req: Request, res: Response, value: string): void {
  res.set('set-cookie', stringifySetCookie({ name: nameOf(req), value, path: '/', httpOnly: true, sameSite: 'strict' }));
}

/** Ports of one host share their cookies: each has a name of its own. */
function nameOf(req: Request): string {
  return `banyan-${req.socket.localPort ?? 0}`;
}
