import type { Rule } from '../model.ts';
import type { Classification } from './desync/classification.ts';

/** What became of one request, noted as it happens: what its access-log line is written from. */
export interface Course {
  /** Epoch milliseconds. */
  readonly arrivedAt: number;
  /** Monotonic milliseconds. */
  readonly arrived: number;
  readonly protocol: 'http' | 'https' | 'h2' | 'grpcs' | 'ws' | 'wss';
  readonly client: { readonly address: string; readonly port: number };
  readonly listenerPort: number;
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly host: string | undefined;
  readonly userAgent: string | undefined;
  readonly tls: { readonly cipher: string; readonly protocol: string; readonly domain: string | undefined; readonly certificateArn: string | undefined } | undefined;
  readonly connectionId: string;
  classification: Classification | undefined;
  rule: Rule | undefined;
  transformed: { readonly host: string | undefined; readonly target: string } | 'failed' | undefined;
  redirectUrl: string | undefined;
  errorReason: string | undefined;
  targetGroupArn: string | undefined;
  /** `127.4.5.6:3000` */
  target: string | undefined;
  /** Monotonic milliseconds: the request left for the target, the first of its answer came. */
  sent: number | undefined;
  answered: number | undefined;
  targetStatus: number | undefined;
  /** What the client was answered, by whomever; 460 where it did not wait. */
  status: number | undefined;
  trace: string | undefined;
}
