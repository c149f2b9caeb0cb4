import { isSecretName, secretShape } from '../secret-shape.ts';

/** What no harmless path has: most are told apart by these two alone, for every request that is logged. */
const SUSPICIOUS = /[@%&+\\]|\d{3}-|\d{7}|[^/]{12}/;

/** A path without a query, with `…` for segments that look like a secret or follow the name of one, and for parameters (`/cart;jsessionid=…` names a session): for logs and traces, where nothing has to stay comparable. */
export function pathWithoutSecrets(written: string): string {
  const path = written.includes(';') ? written.replaceAll(/;[^/]*/g, ';…') : written;
  if (!SUSPICIOUS.test(path) && !isSecretName(path)) return path;
  const segments = path.split('/');
  return segments.map((segment, i) => (segment !== '' && (isSecretName(segments[i - 1] ?? '') || secretShape(segment) !== undefined) ? '…' : segment)).join('/');
}
