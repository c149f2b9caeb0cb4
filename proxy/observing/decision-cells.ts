import type { Decision } from '../../domain/decision.ts';

/** One value for each kind of decision, made when it is first met. Groups are configured and reasons a closed union: there are few, whatever callers send. */
export interface DecisionCells<Cell> {
  of(decision: Decision): Cell;
  [Symbol.iterator](): IterableIterator<Cell>;
}

/** Maps of maps, for they are looked into for every request: no key is put together. */
export function createDecisionCells<Cell>(make: (decision: Decision) => Cell): DecisionCells<Cell> {
  type ByReason = Map<string, Cell>;
  const byGroup = new Map<string | null, { readonly legacy: ByReason; readonly candidate: ByReason }>();
  const cells: Cell[] = [];

  return {
    of(decision) {
      const { group, upstream, reason } = decision;
      let sides = byGroup.get(group);
      if (!sides) byGroup.set(group, (sides = { legacy: new Map(), candidate: new Map() }));
      let cell = sides[upstream].get(reason);
      if (cell === undefined) {
        cell = make({ group, upstream, reason });
        cells.push(cell);
        sides[upstream].set(reason, cell);
      }
      return cell;
    },
    [Symbol.iterator]: () => cells.values(),
  };
}
