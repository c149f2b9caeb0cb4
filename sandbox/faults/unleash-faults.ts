import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';
import { drawMs } from './draw-ms.ts';
import type { FaultOn } from './fault.ts';
import type { FaultBook } from './fault-book.ts';
import { matchesGlob } from './glob.ts';

type UnleashFault = FaultOn<'unleash'>;
type Asked = { readonly method: string; readonly path: string };

/** Stands before Unleash: every request meets its faults first, the one that was added first leading. Answers that are open when a `refuse` is added, as streams are, break. */
export function createUnleashFaults(book: FaultBook): RequestHandler {
  const open = new Map<Response, Asked>();
  book.onAdded((fault) => {
    if (fault.on !== 'unleash' || fault.effect.kind !== 'refuse' || fault.when !== undefined) return;
    for (const [response, asked] of open) if (matches(fault, asked)) response.destroy();
  });
  return async (request, response, next) => {
    const asked = { method: request.method, path: request.path };
    open.set(response, asked);
    response.once('close', () => open.delete(response));
    for (const { fault, random } of book.strike('unleash', { matches: (each) => matches(each, asked) })) {
      const { effect } = fault;
      if (effect.kind === 'refuse') return void request.socket.destroy();
      if (effect.kind === 'hang') return;
      if (effect.kind === 'error') return void response.status(effect.status).json({ name: 'UnknownError', message: 'A fault was asked for.' });
      if (effect.kind === 'etag' && request.headers['if-none-match'] !== undefined) return void response.status(304).end();
      if (effect.kind === 'delay') await sleep(drawMs(effect, random), undefined, { ref: false });
    }
    next();
  };
}

function matches({ method, path }: UnleashFault, asked: Asked): boolean {
  return matchesGlob(method, asked.method) && matchesGlob(path, asked.path);
}
