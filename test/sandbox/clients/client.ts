import type { ServiceName } from '../../../sandbox/wire/service-models.ts';
import type { Input } from './row.ts';

/** What came of a call: the answer, the code and status with which it was refused, or what was no answer of AWS's form. */
export type Outcome = { readonly answer: unknown } | { readonly failed: string } | { readonly refused: { readonly code: string; readonly status: number | undefined; readonly message: string } };

/** One of AWS's clients. Timestamps in answers are `Date`s. */
export interface Client {
  /** Calls an operation as it is, also with input that is not as it should be. Rejects where the client itself fails: what came is not of AWS's form. */
  call(service: ServiceName, operation: string, input: Input): Promise<Outcome>;
  close(): void;
}

/** Where a client is to send its calls. */
export interface Endpoint {
  readonly url: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Parses JSON whose timestamps are in ISO's form. */
export function parseWithDates(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(value) ? new Date(value) : value));
}
