import type { ServerResponse } from 'node:http';
import type { FixedResponse, Redirect } from '../model.ts';
import type { RequestFacts } from './rule-table.ts';

export function answerFixed(response: ServerResponse, { status, contentType, body }: FixedResponse): void {
  const length = Buffer.byteLength(body);
  const type = length > 0 || contentType !== undefined ? ['Content-Type', contentType ?? 'text/plain'] : [];
  response.writeHead(status, ['Server', 'awselb/2.0', ...type, 'Content-Length', String(length)]);
  response.end(body);
}

export function answerRedirect(response: ServerResponse, { status, ...to }: Redirect, { host, path, query }: RequestFacts, listenerPort: number): void {
  const values: Readonly<Record<string, string>> = { protocol: 'http', host, port: String(listenerPort), path: path.slice(1), query };
  const fill = (text: string): string => text.replace(/#\{(protocol|host|port|path|query)\}/g, (_, name: string) => values[name] ?? '');
  const search = fill(to.query);
  const location = `${fill(to.protocol).toLowerCase()}://${fill(to.host)}:${fill(to.port)}${fill(to.path)}${search === '' ? '' : `?${search}`}`;
  response.writeHead(status, ['Server', 'awselb/2.0', 'Content-Type', 'text/html', 'Content-Length', '0', 'Location', location]);
  response.end();
}
