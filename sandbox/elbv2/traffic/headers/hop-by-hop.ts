/** Meant for the next hop only; what `Connection` names comes on top. */
export const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect']);

/** What frames or addresses a message cannot be named away. */
const NEVER_NAMED = new Set(['host', 'content-length', 'set-cookie']);

/** The headers that a `Connection` header declares to be for this hop. */
export function namedByConnection(connection: string | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined || /^(?:keep-alive|close)$/i.test(connection)) return undefined;
  const names = connection.toLowerCase().split(',').map((name) => name.trim());
  return new Set(names.filter((name) => !NEVER_NAMED.has(name)));
}
