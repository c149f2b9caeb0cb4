import { EventEmitter } from 'node:events';

/** Tells whoever listens in this process that an order was placed; what is placed in another process, they see at their next look. */
export interface PlacedOrders {
  announce(): void;
  /** Resolves with the next order, after `ms` at the latest, or when the listener leaves. */
  next(ms: number, leaving: AbortSignal): Promise<void>;
}

export function createPlacedOrders(): PlacedOrders {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    announce: () => void emitter.emit('placed'),
    next: (ms, leaving) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          emitter.off('placed', done);
          leaving.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        emitter.on('placed', done);
        leaving.addEventListener('abort', done);
        if (leaving.aborted) done();
      }),
  };
}
