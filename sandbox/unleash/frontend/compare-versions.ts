import { SEMVER } from '../flags/constraints.ts';

/** Below, at or above zero as the one version comes before, is as or comes after the other (semver.org, section 11). NaN where either is none. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [SEMVER.exec(one), SEMVER.exec(other)];
  if (!a || !b) return Number.NaN;
  for (const part of [1, 2, 3]) if (a[part] !== b[part]) return Number(a[part]) - Number(b[part]);
  return comparePrereleases(a[4], b[4]);
}

/** A release comes after all its pre-releases. */
function comparePrereleases(one: string | undefined, other: string | undefined): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  if (other === undefined) return -1;
  const [a, b] = [one.split('.'), other.split('.')];
  for (let part = 0; part < Math.min(a.length, b.length); part++) {
    const difference = compareIdentifiers(a[part] ?? '', b[part] ?? '');
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Numbers by size and before words; words by their characters. */
function compareIdentifiers(one: string, other: string): number {
  const [a, b] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (a && b) return Number(one) - Number(other);
  if (a !== b) return a ? -1 : 1;
  return one === other ? 0 : one < other ? -1 : 1;
}
