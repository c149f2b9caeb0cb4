/** Asks for one thing; what is asked for at the same moment goes together. `undefined`: it is not there. */
export type Gather<T> = (unit: string) => Promise<T | undefined>;

/**
 * Gathers what is asked for within one turn of the event loop into calls of at most `size` units. A call that is refused because something in it is gone
 * is made again in halves: one unit that is gone must not hide the others.
 */
export function gather<T>(size: number, ask: (units: readonly string[]) => Promise<ReadonlyMap<string, T>>, saysGone: (error: unknown) => boolean = () => false): Gather<T> {
  let open: { readonly units: Set<string>; readonly answer: Promise<ReadonlyMap<string, T>> } | undefined;

  function begin(): NonNullable<typeof open> {
    const units = new Set<string>();
    const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      if (open?.units === units) open = undefined;
      return askInHalves([...units]);
    });
    return { units, answer };
  }

  async function askInHalves(units: readonly string[]): Promise<ReadonlyMap<string, T>> {
    try {
      return await ask(units);
    } catch (error) {
      if (!saysGone(error)) throw error;
      if (units.length === 1) return new Map();
      const half = Math.ceil(units.length / 2);
      const [first, second] = await Promise.all([askInHalves(units.slice(0, half)), askInHalves(units.slice(half))]);
      return new Map([...first, ...second]);
    }
  }

  return async (unit) => {
    if (!open || (open.units.size >= size && !open.units.has(unit))) open = begin();
    open.units.add(unit);
    return (await open.answer).get(unit);
  };
}
