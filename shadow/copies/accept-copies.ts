import type { IncomingMessage, ServerResponse } from 'node:http';
import { isSafe } from '../../domain/copying.ts';
import { parsePattern, patternProblem } from '../../domain/route-group.ts';
import { matchesPattern, pathOf } from '../../domain/route-match.ts';
import { confirmCopy, COPY_HEADER, readCopyToken, SHADOW_HEADER, type Copy, type CopyClaims, type Verdict } from './copy-token.ts';
import { CopyRefused, runAsCopy, type CopyContext } from './current-copy.ts';
import { peekBody } from './peek-body.ts';
import { createSpentNonces, type SpendNonce } from './spent-nonces.ts';

/** What of Banyan a candidate must know to be sent copies of requests that change things. */
export interface AcceptCopiesOptions {
  /** The proxies' `SHADOW_SECRET`, 32 characters at least. */
  readonly secret: string;
  /** Name of the route group: a copy for another one counts for nothing here. */
  readonly group: string;
  /** Routes whose code asks how it is to carry a request out, as in a migration file: `POST /api/orders`. Copies for others are refused. */
  readonly routes: readonly string[];
  /** What that code can do. */
  readonly modes: readonly Copy['mode'][];
  /** Bytes of a copy's body. Default 1 MiB, as the proxies have it. */
  readonly maxBodyBytes?: number;
  /** Remembers tokens that were used. Default: in memory; with several tasks a store of their own keeps a token from being used once at each. */
  readonly spend?: SpendNonce;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A request as this middleware leaves it. */
export interface CopyRequest extends IncomingMessage {
  /** How it is to be carried out; `undefined`: as any other. */
  readonly copy?: Copy | undefined;
  /** Whether everything must be taken back. */
  readonly dryRun?: boolean;
  readonly originalUrl?: string;
}

export type CopiesMiddleware = (req: CopyRequest, res: ServerResponse, next: (error?: unknown) => void) => void;

/** Why a copy goes no further. */
const PROBLEMS = {
  forged: 'this copy was not signed for this request, or not with this secret, or for another route group',
  expired: 'the token of this copy has expired; look whether the clocks agree',
  replayed: 'the token of this copy was used before',
  'no-length': 'this copy does not say how long its body is',
  'too-large': 'the body of this copy is too large',
  'read-already': 'the body of this copy has been read by something before this middleware; put acceptCopies before everything that reads bodies',
  'broke-off': 'the body of this copy broke off',
} as const;

/** A token that is good for longer was not made by a proxy. */
const LONGEST_LIFE_MS = 10 * 60_000;

/**
 * Express middleware, before everything that reads bodies: verifies what says that it is a copy, and tells the code behind it how to carry it out
 * (`req.copy`, `req.dryRun`, {@link currentCopy}). What is marked as a copy and is forged, expired, used before, or for code that does not know
 * copies goes no further.
 * @throws TypeError where the options are wrong
 */
export function createAcceptCopies(options: AcceptCopiesOptions): CopiesMiddleware {
  const { secret, group, modes, now, maxBodyBytes = 1024 * 1024, spend = createSpentNonces({ now }) } = options;
  const problem = secret.length < 32 ? 'the secret is shorter than 32 characters' : options.routes.map(patternProblem).find((each) => each !== undefined);
  if (problem !== undefined) throw new TypeError(problem);
  const routes = options.routes.map(parsePattern);

  async function verify(req: CopyRequest, token: string): Promise<CopyClaims | keyof typeof PROBLEMS> {
    const [method, target] = [req.method ?? '', req.originalUrl ?? req.url ?? ''];
    const body = isSafe(method) ? Buffer.alloc(0) : await peekBody(req, maxBodyBytes);
    if (typeof body === 'string') return body;
    const claims = readCopyToken(secret, token, { method, target, body }, now());
    if (typeof claims === 'string') return claims;
    if (claims.group !== group || claims.expiresAt > now() + LONGEST_LIFE_MS) return 'forged';
    return (await spend(claims.nonce, claims.expiresAt)) ? claims : 'replayed';
  }

  function knows({ mode }: Copy, { method = '', originalUrl, url = '' }: CopyRequest): boolean {
    const path = pathOf(originalUrl ?? url);
    return modes.includes(mode) && (isSafe(method) || routes.some((route) => matchesPattern(route, method, path)));
  }

  async function accept(req: CopyRequest, res: ServerResponse, next: (error?: unknown) => void, token: string): Promise<void> {
    const claims = await verify(req, token);
    if (typeof claims === 'string') return turnAway(res, 403, PROBLEMS[claims]);
    const confirm = (verdict: Verdict) => void res.setHeader(COPY_HEADER, confirmCopy(secret, claims.nonce, verdict));
    if (claims.copy === null) {
      confirm('taken');
      res.writeHead(204).end();
      return;
    }
    if (!knows(claims.copy, req)) {
      confirm('refused');
      return turnAway(res, 501, `no copies are taken here as ${claims.copy.mode}`);
    }
    const context: CopyContext = { copy: claims.copy, asked: false, refused: false };
    describe(req, context);
    // By then whoever handles it has had every occasion to ask. What failed has done nothing that had to be asked for.
    beforeHead(res, () => confirm(context.refused ? 'refused' : context.asked || res.statusCode >= 400 ? 'taken' : 'unaware'));
    runAsCopy(context, () => next());
  }

  return (req, res, next) => {
    const token = req.headers[COPY_HEADER];
    // Whatever fails here is to fail the copy.
    if (token !== undefined) return void accept(req, res, next, String(token)).then(undefined, next);
    if (req.headers[SHADOW_HEADER] === undefined) return next();
    if (isSafe(req.method ?? '')) return runAsCopy({ asked: true, refused: false }, () => next());
    turnAway(res, 403, 'what is marked as a copy changes nothing without a token');
  };
}

/** Express error handler, after the routes: a copy that met something it must not do was refused, and that is no fault. */
export function refusedCopies(error: unknown, _req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void): void {
  if (!(error instanceof CopyRefused) || res.headersSent) return next(error);
  turnAway(res, 501, error.message);
}

function describe(req: CopyRequest, context: CopyContext): void {
  const asked = <T>(value: T) => ({ get: () => ((context.asked = true), value), enumerable: true });
  Object.defineProperties(req, { copy: asked(context.copy), dryRun: asked(context.copy?.mode === 'dry-run') });
}

/** Calls back when the status is settled and headers may still be set. */
function beforeHead(res: ServerResponse, callback: () => void): void {
  const writeHead = res.writeHead.bind(res) as (...head: unknown[]) => ServerResponse;
  res.writeHead = (...head: unknown[]) => {
    if (typeof head[0] === 'number') res.statusCode = head[0];
    callback();
    return writeHead(...head);
  };
}

function turnAway(res: ServerResponse, status: number, why: string): void {
  // What is left of the body would be read as the next request.
  if (!res.req.complete) res.setHeader('connection', 'close');
  res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(`${JSON.stringify({ error: why })}\n`);
}
