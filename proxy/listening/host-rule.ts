/** Whether a `Host` is one of those served here. Ports do not count; `*.shop.example` is every name below it. Nothing allowed: all are. */
export type HostRule = (host: string | undefined) => boolean;

export function createHostRule(allowed: readonly string[]): HostRule {
  if (allowed.length === 0) return () => true;
  const names = new Set(allowed.filter((each) => !each.startsWith('*.')).map((each) => each.toLowerCase()));
  const suffixes = allowed.filter((each) => each.startsWith('*.')).map((each) => each.slice(1).toLowerCase());
  return (host) => {
    if (host === undefined) return false;
    const name = host.replace(/:\d*$/, '').toLowerCase();
    return names.has(name) || suffixes.some((suffix) => name.endsWith(suffix) && name.length > suffix.length);
  };
}
