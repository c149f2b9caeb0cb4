import { Client, type Dispatcher } from 'undici';

export interface CountedOptions extends Dispatcher.DispatchOptions {
  /** Set when the request is given a connection. */
  reused: boolean;
}

/** Tells a request whether its connection has served another one before. */
export class CountingClient extends Client {
  #isUsed = false;

  constructor(origin: string | URL, options: Client.Options) {
    super(origin, options);
    this.on('disconnect', () => (this.#isUsed = false)).on('connectionError', () => (this.#isUsed = false));
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    (options as CountedOptions).reused = this.#isUsed;
    this.#isUsed = true;
    return super.dispatch(options, handler);
  }
}
