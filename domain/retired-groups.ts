/** The groups that the proxies have been told are retired. What is no such list is none. */
export function parseRetiredGroups(text: string | undefined): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(parsed) ? parsed.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

/** The same list with the group in it, or without it: stable text, so that equal lists are equal revisions. */
export function renderRetiredGroups(groups: readonly string[], group: string, isRetired: boolean): string {
  const others = groups.filter((each) => each !== group);
  return JSON.stringify((isRetired ? [...others, group] : others).toSorted());
}
