import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { FaultBook, FaultEntry } from './fault-book.ts';
import { FaultInputError } from './fault-input-error.ts';

export interface FaultAdminOptions {
  readonly host: string;
  /** 0 or absent is any free port. */
  readonly port?: number;
  /** Every request must bear it: `authorization: Bearer …`. */
  readonly token: string;
  readonly book: FaultBook;
}

export interface FaultAdmin {
  /** `http://127.0.0.1:4567/faults` */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** The endpoint at which faults are listed, added and taken away while the sandbox runs. JSON both ways; every refusal has `error`, one of bad input also `problems`. */
export async function startFaultAdmin({ host, port = 0, token, book }: FaultAdminOptions): Promise<FaultAdmin> {
  const app = express().disable('x-powered-by').disable('etag');
  app.use(requireToken(token));
  app.use(express.json({ limit: '64kb', type: () => true }));
  app
    .route('/faults')
    .get((_request, response) => void response.json({ seed: book.seed, faults: book.list().map(show) }))
    .post((request, response) => void response.status(201).json(show(book.add(request.body))))
    .delete((_request, response) => {
      book.clear();
      response.status(204).end();
    })
    .all((request, response) => refuse(response, 405, `${request.method} is not possible here; GET lists, POST adds, DELETE takes all away.`));
  app
    .route('/faults/:id')
    .get((request, response) => {
      const entry = book.list().find(({ id }) => id === request.params.id);
      if (entry) response.json(show(entry));
      else refuseUnknown(response, request.params.id);
    })
    .delete((request, response) => {
      if (book.remove(request.params.id)) response.status(204).end();
      else refuseUnknown(response, request.params.id);
    })
    .all((request, response) => refuse(response, 405, `${request.method} is not possible here; GET shows, DELETE takes away.`));
  app.use((request, response) => refuse(response, 404, `There is nothing at ${request.path}; the faults are at /faults.`));
  app.use(answerError);

  const server = app.listen(port, host);
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host}:${bound}/faults`,
    port: bound,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function show({ id, fault, seen, hits }: FaultEntry): Record<string, unknown> {
  return { id, ...fault, seen, hits };
}

function requireToken(token: string) {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${token}`);
  return (request: Request, response: Response, next: NextFunction): void => {
    if (timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return next();
    response.setHeader('www-authenticate', 'Bearer');
    refuse(response, 401, 'The token is missing or wrong: send `authorization: Bearer <token>`; the sandbox shows it at its start.');
  };
}

function refuseUnknown(response: Response, id: string): void {
  refuse(response, 404, `There is no fault ${id.slice(0, 40)}; GET /faults lists those there are.`);
}

function refuse(response: Response, status: number, error: string): void {
  response.status(status).json({ error });
}

function answerError(error: unknown, _request: Request, response: Response, _next: NextFunction): void {
  if (error instanceof FaultInputError) {
    response.status(400).json({ error: 'The fault cannot be as it is described.', problems: error.problems });
    return;
  }
  // What Express itself throws carries a status: a body that is no JSON, or is too large.
  const { status = 500, message = '' } = error as { status?: number; message?: string };
  refuse(response, status, status < 500 ? `The body could not be read: ${message}` : 'The sandbox failed. This is a defect of it.');
}
