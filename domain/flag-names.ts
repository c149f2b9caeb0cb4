/** The flag that lets callers of a group in. Off means: everybody to legacy, and the engine rolls back. */
export function cohortFlag(group: string): string {
  return `banyan.${group}`;
}

/** The flag that says to the proxies who owns a group's writes: on means the candidate. A hint: the stores decide. */
export function writesFlag(group: string): string {
  return `banyan.${group}.writes`;
}

/** The flag that says how many of a group's requests are shadowed. */
export function shadowFlag(group: string): string {
  return `banyan.${group}.shadow`;
}
