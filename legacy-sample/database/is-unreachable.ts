/** What PostgreSQL says where a connection is lost (class 08), where it ends or begins (57P), where it has no room (53300), and where a database takes nobody (55000). */
const NOT_SERVING = /^(08...|57P0[123]|53300|55000)$/;
/** What Node says of a connection. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', 'ETIMEDOUT']);
/** What `pg` says, without a code. */
const NO_CONNECTION = /^(Connection terminated|Client has encountered a connection error|timeout (exceeded|expired))/;

/** Whether the database could not be asked, or was lost before it answered: another time it may. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code === undefined ? NO_CONNECTION.test(error.message) : NOT_CONNECTED.has(code) || NOT_SERVING.test(code);
}
