import { STATUS_CODES } from 'node:http';
import type { FixedResponse, Redirect } from '../../model.ts';
import type { OwnAnswer } from './own-answer.ts';

export function fixedAnswer({ status, contentType, body }: FixedResponse): OwnAnswer {
  const type = body !== '' || contentType !== undefined ? ['Content-Type', contentType ?? 'text/plain'] : [];
  return { status, message: STATUS_CODES[status] ?? '', headers: ['Server', 'awselb/2.0', ...type, 'Content-Length', String(Buffer.byteLength(body))], body };
}

export interface Requested {
  readonly protocol: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly query: string;
}

const MAX_LOCATION = 8 * 1024;

/** The redirect and where it leads; `undefined` where that is longer than AWS takes. */
export function redirectAnswer({ status, ...to }: Redirect, { protocol, host, port, path, query }: Requested): { readonly answer: OwnAnswer; readonly location: string } | undefined {
  const values: Readonly<Record<string, string>> = { protocol, host, port: String(port), path: path.slice(1), query };
  const fill = (text: string): string => text.replace(/#\{(protocol|host|port|path|query)\}/g, (_, name: string) => values[name] ?? '');
  const search = fill(to.query);
  const location = `${fill(to.protocol).toLowerCase()}://${fill(to.host)}:${fill(to.port)}${fill(to.path)}${search === '' ? '' : `?${search}`}`;
  if (location.length > MAX_LOCATION) return undefined;
  return { answer: { status, message: STATUS_CODES[status] ?? '', headers: ['Server', 'awselb/2.0', 'Content-Type', 'text/html', 'Content-Length', '0', 'Location', location], body: '' }, location };
}
