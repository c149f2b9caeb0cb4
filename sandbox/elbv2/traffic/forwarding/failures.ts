/** No connection to the target came about. */
export const TARGET_ERRORS: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT']);

/** The target does not speak TLS, or not ours. */
export const TLS_ERRORS = /^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/;

const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** The request is nothing that may be sent on: two hosts, a target that is no path, a control character in a header. */
const MALFORMED = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH']);

/** What the client is told when its request failed on the way, by the error's code. */
export function statusOf(code: string): 400 | 502 | 504 {
  if (TIMEOUTS.has(code)) return 504;
  return MALFORMED.has(code) ? 400 : 502;
}

/** The target closed the connection before it answered. */
export function wasClosed(error: Error): boolean {
  return 'code' in error && ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(String(error.code));
}
