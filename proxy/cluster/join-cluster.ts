import type { FromWorker, ToWorker } from './messages.ts';

/** A worker's line to its primary. */
export interface Membership {
  /** Groups that operators have taken back before this process began. */
  readonly overridden: readonly string[];
  ready(ports: { readonly port: number; readonly adminPort: number }): void;
  faulted(): void;
  /** Resolves when the primary has taken the last counters, or does not answer. */
  readonly served: () => Promise<void>;
}

export interface Line {
  send(message: FromWorker): void;
  onMessage(listener: (message: ToWorker) => void): void;
  /** The primary is gone. */
  onLost(listener: () => void): void;
}

/** For the primary to read the counters. */
const TAKE_MS = 2_000;

/** Resolves when the primary has said with what to begin. `onStop` is called when it wants this process to end, and when it is gone. */
export function joinCluster(line: Line, onStop: () => void): Promise<Membership> {
  return new Promise((resolve) => {
    let taken = () => {};
    line.onLost(() => {
      taken();
      onStop();
    });
    line.onMessage((message) => {
      if (message.kind === 'stop') onStop();
      else if (message.kind === 'end') taken();
      else resolve({ overridden: message.overridden, ready: (ports) => line.send({ kind: 'ready', ...ports }), faulted: () => line.send({ kind: 'faulted' }), served });
    });
    line.send({ kind: 'hello' });

    function served(): Promise<void> {
      return new Promise((done) => {
        const timer = setTimeout(done, TAKE_MS);
        taken = () => {
          clearTimeout(timer);
          done();
        };
        line.send({ kind: 'served' });
      });
    }
  });
}
