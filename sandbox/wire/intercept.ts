import type { CommonError } from './common-error.ts';
import type { AwsError } from './service.ts';

/** A call that is well-formed and rightly signed, and about to have its effect. */
export interface InterceptedCall {
  /** By the name it signs with. */
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/** What becomes of it: a wait, then an end before the effect or the effect, then a wait, then the answer or none. */
export interface CallFate {
  readonly delayMs: number;
  /** It never has its effect: it is refused so, or its connection breaks. */
  readonly before: AwsError | CommonError | 'cut' | undefined;
  readonly lateMs: number;
  /** The connection breaks in place of the answer. */
  readonly lost: boolean;
}

/** Tells the fate of each call; asked once per call, in the order in which they come. */
export type Intercept = (call: InterceptedCall) => CallFate;
