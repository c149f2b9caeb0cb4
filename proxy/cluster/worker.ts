import type { FromWorker, ToWorker } from './messages.ts';

/** One process that the supervisor has started. */
export interface Worker {
  readonly id: number;
  send(message: ToWorker): void;
  kill(): void;
}

/** What happens to a worker. */
export interface WorkerEvents {
  readonly onMessage: (message: FromWorker) => void;
  readonly onExit: (code: number | null) => void;
}

/** A worker that serves. */
export interface Serving extends Worker {
  readonly port: number;
  readonly adminPort: number;
}

/** A worker ended before it served. */
export class WorkerEnded extends Error {
  readonly code: number | null;

  constructor(code: number | null) {
    super(`a worker ended with status ${code} before it served`);
    this.code = code;
  }
}
