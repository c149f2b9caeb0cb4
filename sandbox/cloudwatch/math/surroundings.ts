import type { Line, Value } from './value.ts';

/** What an expression is worked out in. */
export interface Surroundings {
  /** The query of that id; throws where there is none. */
  readonly named: (id: string) => Value;
  /** The metrics of the request whose id holds `part`, those too that are not to be returned. */
  readonly metrics: (part: string) => readonly Line[];
  /** Starts of the periods asked for. Throws where they are too many. */
  readonly times: (periodMs: number) => readonly number[];
  /** Of a series made from a number. */
  readonly periodMs: number;
}
