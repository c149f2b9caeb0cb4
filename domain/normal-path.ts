/** What RFC 3986 §2.3 calls unreserved: percent-encoded or not, it is the same. */
const UNRESERVED = /[A-Za-z0-9._~-]/;

/**
 * A path as the load balancer's rules compare it (RFC 3986 §6.2.2): escapes of unreserved characters decoded, other escapes in capitals,
 * `.` and `..` resolved. Only for comparing: an upstream gets the path as it came.
 */
export function normalPath(path: string): string {
  // Nearly every path is normal already.
  if (!path.includes('%') && !path.includes('/.')) return path;
  const decoded = path.replace(/%[0-9A-Fa-f]{2}/g, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return UNRESERVED.test(character) ? character : escape.toUpperCase();
  });
  const segments: string[] = [];
  for (const segment of decoded.split('/').slice(1)) {
    if (segment === '..') segments.pop();
    else if (segment !== '.') segments.push(segment);
  }
  const endsInDots = /\/\.{1,2}$/.test(decoded);
  return `/${segments.join('/')}${endsInDots && segments.length > 0 ? '/' : ''}`;
}
