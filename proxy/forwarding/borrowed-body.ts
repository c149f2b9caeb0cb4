import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/**
 * A request's body for somebody who would destroy the stream he reads, and with it the caller's connection. The request is not
 * touched before the first byte is asked for, so that another upstream can be given the whole body where this one got none of it.
 */
export class BorrowedBody extends Readable {
  readonly #from: IncomingMessage;
  #reading = false;

  constructor(from: IncomingMessage) {
    super();
    this.#from = from;
  }

  override _read(): void {
    if (!this.#reading) {
      this.#reading = true;
      this.#from.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose);
    }
    this.#from.resume();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#from.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose);
    callback(error);
  }

  readonly #onData = (chunk: Buffer): void => {
    if (!this.push(chunk)) this.#from.pause();
  };

  readonly #onEnd = (): void => {
    this.push(null);
  };

  readonly #onClose = (): void => {
    if (!this.#from.readableEnded) this.destroy(new Error('the caller left'));
  };
}
