/** What was started, to be ended in the opposite order. */
export interface RunningParts {
  add<Part extends { close(): unknown }>(part: Part): Part;
  /** Starts several at once. Where one fails, waits for the others, so that those that did start can be closed, and throws its error. */
  addAll<Parts extends readonly { close(): unknown }[]>(starting: { readonly [At in keyof Parts]: Promise<Parts[At]> }): Promise<Parts>;
  /** Closes all, also where one fails; throws the first failure. */
  close(): Promise<void>;
}

export function createRunningParts(): RunningParts {
  const running: { close(): unknown }[] = [];
  const add = <Part extends { close(): unknown }>(part: Part): Part => {
    running.push(part);
    return part;
  };
  return {
    add,
    async addAll<Parts extends readonly { close(): unknown }[]>(starting: { readonly [At in keyof Parts]: Promise<Parts[At]> }) {
      const settled = await Promise.allSettled(starting as readonly Promise<{ close(): unknown }>[]);
      for (const each of settled) if (each.status === 'fulfilled') add(each.value);
      const failed = settled.find((each) => each.status === 'rejected');
      if (failed) throw failed.reason;
      return settled.map((each) => each.status === 'fulfilled' && each.value) as unknown as Parts;
    },
    async close() {
      const failures: unknown[] = [];
      for (const part of running.splice(0).toReversed()) {
        try {
          await part.close();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
