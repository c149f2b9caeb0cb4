import { pathWithoutSecrets } from '../../../shadow/redaction/path-without-secrets.ts';
import type { Attributes } from '@opentelemetry/api';
import type { Decision } from '../../../domain/decision.ts';
import { formatAddress, type UpstreamAddress } from '../../forwarding/upstream-address.ts';

/**
 * Attributes by the semantic conventions for HTTP spans, https://opentelemetry.io/docs/specs/semconv/http/http-spans/. Left out on
 * purpose: the query, the caller's address and its user agent. A trace is read by more people than may know those.
 */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);
const MAX_PATH_LENGTH = 1_024;

/** Methods are few: a caller's invention gets no name of its own. */
export function spanName(method: string): string {
  return METHODS.has(method) ? method : 'HTTP';
}

export function serverAttributes({ method, path }: { readonly method: string; readonly path: string }): Attributes {
  return { ...methodAttributes(method), 'url.path': pathWithoutSecrets(path).slice(0, MAX_PATH_LENGTH), 'url.scheme': 'http' };
}

export function clientAttributes({ method, target }: { readonly method: string; readonly target: string }, to: UpstreamAddress): Attributes {
  const path = pathWithoutSecrets(target.split('?', 1)[0]!).slice(0, MAX_PATH_LENGTH);
  const server: Attributes = 'path' in to ? { 'server.address': to.path } : { 'server.address': to.host, 'server.port': to.port };
  return { ...methodAttributes(method), ...server, 'url.full': `${formatAddress(to)}${path}` };
}

export function decisionAttributes({ group, upstream, reason }: Decision): Attributes {
  return { ...(group !== null && { 'banyan.group': group }), 'banyan.upstream': upstream, 'banyan.reason': reason };
}

function methodAttributes(method: string): Attributes {
  return METHODS.has(method) ? { 'http.request.method': method } : { 'http.request.method': '_OTHER', 'http.request.method_original': method };
}
