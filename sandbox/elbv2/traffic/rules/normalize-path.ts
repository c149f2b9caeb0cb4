/**
 * The path as rules compare it (RFC 3986 §6.2.2): what is percent-encoded without need is decoded, other escapes get capitals, and `.` and `..` are resolved.
 * The target gets the path as it came.
 */
export function normalizePath(path: string): string {
  if (!path.includes('%') && !path.includes('/.')) return path;
  const decoded = path.replace(/%([0-9A-Fa-f]{2})/g, (escape, hex: string) => {
    const char = String.fromCharCode(parseInt(hex, 16));
    return /[A-Za-z0-9._~-]/.test(char) ? char : escape.toUpperCase();
  });
  const kept: string[] = [];
  const segments = decoded.split('/').slice(1);
  for (const [i, segment] of segments.entries()) {
    const isLast = i === segments.length - 1;
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
    if (isLast && (segment === '.' || segment === '..')) kept.push('');
  }
  return `/${kept.join('/')}`;
}
