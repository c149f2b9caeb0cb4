/**
 * Tells the moments of a command apart, as its calls come: every call that changes something is one, and so is the first call of each kind that reads since the last change. Asked
 * again before anything was changed, such a call meets the same world at the same place of the program: polls that wait for ECS differ in nothing but their number, which is the machine's doing.
 */
export function momentsOf(): { readonly calls: readonly string[]; readonly note: (call: string) => 'new' | 'again' } {
  const calls: string[] = [];
  const read = new Set<string>();
  return {
    calls,
    note(call) {
      if (reads(call)) {
        if (read.has(call)) return 'again';
        read.add(call);
      } else read.clear();
      calls.push(call);
      return 'new';
    },
  };
}

/** `ecs.DescribeServices`, `unleash.GET features`, `s3.ListObjectsV2` */
function reads(call: string): boolean {
  return /^[\w-]+\.(?:Describe|List|Get|GET\b)/.test(call);
}
