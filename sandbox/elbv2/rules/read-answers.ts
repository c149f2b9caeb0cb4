import type { Action as WireAction } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { FixedResponse, Redirect } from '../model.ts';
import { invalid } from '../refusals.ts';

const CONTENT_TYPES = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];

export function readRedirect({ RedirectConfig }: WireAction): Redirect {
  if (!RedirectConfig) throw invalid('A redirect action must have a RedirectConfig');
  const { Protocol = '#{protocol}', Host = '#{host}', Port = '#{port}', Path = '/#{path}', Query = '#{query}', StatusCode } = RedirectConfig;
  if (StatusCode !== 'HTTP_301' && StatusCode !== 'HTTP_302') throw invalid(`StatusCode '${String(StatusCode)}' must be HTTP_301 or HTTP_302`);
  if (!['HTTP', 'HTTPS', '#{protocol}'].includes(Protocol)) throw invalid(`Protocol '${Protocol}' must be HTTP, HTTPS or #{protocol}`);
  if (Port !== '#{port}' && !(/^\d{1,5}$/.test(Port) && Number(Port) >= 1 && Number(Port) <= 65_535)) throw invalid(`Port '${Port}' must be from 1 to 65535 or #{port}`);
  for (const [name, text] of Object.entries({ Host, Path, Query })) if (text.length > 128) throw invalid(`${name} cannot be longer than '128' characters`);
  if (Host === '') throw invalid('Host cannot be empty');
  requirePlaceholders('Host', Host, 'host');
  if (!Path.startsWith('/')) throw invalidPath();
  requirePlaceholders('Path', Path, 'path', 'host', 'port');
  requirePlaceholders('Query', Query, 'query', 'path', 'host', 'port', 'protocol');
  return { kind: 'redirect', protocol: Protocol, host: Host, port: Port, path: Path, query: Query, status: StatusCode === 'HTTP_301' ? 301 : 302 };
}

function invalidPath(): AwsError {
  return new AwsError('InvalidLoadBalancerAction', "The Path parameter must be a valid path, should start with a '/' and may contain up to one of each of these placeholders: '#{path}', '#{host}', '#{port}'.");
}

/** Each of `names` at most once, and nothing else that looks like one. */
function requirePlaceholders(member: string, text: string, ...names: readonly string[]): void {
  const found = [...text.matchAll(/#\{([^}]*)\}?/g)].map(([whole, name = '']) => (whole === `#{${name}}` ? name : whole));
  if (found.some((name) => !names.includes(name)) || new Set(found).size < found.length) {
    if (member === 'Path') throw invalidPath();
    throw new AwsError('InvalidLoadBalancerAction', `The ${member} parameter may contain up to one of each of these placeholders: ${names.map((name) => `'#{${name}}'`).join(', ')}.`);
  }
}

export function readFixedResponse({ FixedResponseConfig }: WireAction): FixedResponse {
  const { StatusCode = '', ContentType, MessageBody = '' } = FixedResponseConfig ?? {};
  if (!/^(?:2|4|5)\d\d$/.test(StatusCode)) throw invalid(`StatusCode '${StatusCode}' must be a 2XX, 4XX or 5XX code`);
  if (ContentType !== undefined && !CONTENT_TYPES.includes(ContentType)) throw invalid(`ContentType '${ContentType}' must be one of ${CONTENT_TYPES.join(', ')}`);
  if (MessageBody.length > 1_024) throw invalid("MessageBody cannot be longer than '1024' characters");
  return { kind: 'fixed-response', status: Number(StatusCode), contentType: ContentType, body: MessageBody };
}
