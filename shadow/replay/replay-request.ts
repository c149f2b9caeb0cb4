import type { RecordedBody } from '../recording/recorded-body.ts';
import type { RecordedRequest } from '../recording/recorded-exchange.ts';
import { decodePiece } from '../recording/redact-target.ts';
import { rewriteJson } from '../recording/rewrite-json.ts';
import type { ReplayIds } from './replay-ids.ts';
import type { Skip } from './replay-item.ts';

/** A request as it is sent. */
export interface ReplayRequest {
  readonly method: string;
  readonly target: string;
  /** `[name, value, …]` */
  readonly headers: readonly string[];
  readonly body: string | null;
}

/** A recorded request in this run's ids, or why it cannot be made again. */
export function replayRequest({ method, target, headers, body, withheld }: RecordedRequest, ids: ReplayIds): ReplayRequest | Skip {
  if (withheld.some((pseudonym) => !ids.knows(pseudonym))) return 'withheld';
  const written = body && writeBody(body, (text) => ids.toRun(text));
  if (written === undefined) return 'body-not-kept';
  return { method, target: rewriteTarget(target, ids), headers, body: written };
}

function rewriteTarget(target: string, ids: ReplayIds): string {
  return target.replaceAll(/[^/?&=#]+/g, (written) => {
    const text = decodePiece(written);
    const next = ids.toRun(text);
    return next === text ? written : encodeURIComponent(next);
  });
}

function writeBody(body: RecordedBody, toRun: (text: string) => string): string | undefined {
  const rewrite = (_: string, text: string) => toRun(text);
  const json = body.format === 'json' || body.format === 'form' ? rewriteJson(body.json, { string: rewrite, number: rewrite, key: rewrite }) : undefined;
  return json !== undefined && body.format === 'form' ? formOf(json) : json;
}

/** A urlencoded form from the JSON text that it is kept as. */
function formOf(json: string): string {
  const fields = Object.entries(JSON.parse(json) as Record<string, string | string[]>);
  return new URLSearchParams(fields.flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, each]))).toString();
}
