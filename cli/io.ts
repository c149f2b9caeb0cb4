import type { Terminal } from './watch/screen.ts';

/** What is fit for a terminal as it stands: every control character in it is ours. */
export interface Painted {
  readonly painted: string;
}

/** The outside world of the command line, passed in so that tests own it. */
export interface Outside {
  /** A line, or lines, on standard output, as they are. */
  readonly out: (text: string) => void;
  /** The same on standard error. */
  readonly err: (text: string) => void;
  /** Shows how far it has come, in place of what it showed before and until the next line; empty takes it away. Absent where standard error is no terminal. */
  readonly progress?: (text: string) => void;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether standard output is a terminal that can be redrawn. */
  readonly isTerminal: boolean;
  /** How wide it is; absent: nobody knows. */
  readonly columns?: number;
  /** What can be drawn on and read keys from; absent where there is none. */
  readonly terminal?: Terminal;
  /** Asks whoever sits at the terminal; absent where nobody does. */
  readonly ask?: (question: string) => Promise<string>;
  /** When the command has ended, calls that are under way are not waited for. Absent where nobody waits for them anyway. */
  readonly abandon?: () => void;
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The outside world as the verbs have it: what they say may come from anybody, so its control characters are shown and never sent. */
export interface Io extends Omit<Outside, 'out'> {
  readonly out: (line: string | Painted) => void;
  /** Ends the command with this exit status though everything has been said already. */
  readonly setStatus: (status: number) => void;
}

/** What every verb takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly config?: string;
  /** To what cannot be undone. */
  readonly yes?: boolean;
}
