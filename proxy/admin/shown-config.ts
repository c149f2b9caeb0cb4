/** What stands where a secret is. */
export const HIDDEN = '(hidden)';

/** Members that hold secrets, wherever they stand. `set` holds what a migration has put into headers, cookies and queries: credentials, often. */
const SECRET = /token$|secret|password|credential|authorit|^keys?$|^set$/i;

/** A configuration as operators may see it. A member whose name sounds secret is hidden with all that is in it, and of addresses there is no more than where they lead. */
export function shownConfig(value: unknown): unknown {
  if (typeof value === 'string') return shownText(value);
  if (value instanceof URL) return shownText(value.href);
  if (Array.isArray(value)) return value.map(shownConfig);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? HIDDEN : value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return HIDDEN;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, SECRET.test(name) && member !== null ? HIDDEN : shownConfig(member)]));
}

function shownText(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return text;
  const { protocol, host, pathname, username, search } = new URL(text);
  return username || search ? `${protocol}//${username && `${HIDDEN}@`}${host}${pathname}${search && `?${HIDDEN}`}` : text;
}
