import type { Fault, FaultOn } from './fault.ts';
import { FaultInputError } from './fault-input-error.ts';
import { createFrequency, type Frequency } from './frequency.ts';
import type { Random } from './random.ts';
import { readFault, type Operations } from './read-fault.ts';

/** A fault that is in force, and how often it was. */
export interface FaultEntry<Of extends Fault = Fault> {
  readonly id: string;
  readonly fault: Of;
  /** Occasions that matched. */
  readonly seen: number;
  /** Those of them that met it. */
  readonly hits: number;
}

/** A fault that strikes now. */
export interface Hit<Of extends Fault> {
  readonly id: string;
  readonly fault: Of;
  /** The fault's own, for what is drawn of it. */
  readonly random: Random;
}

/** What is asked of each fault of a kind when an occasion comes. */
export interface Occasion<Of extends Fault> {
  /** The one fault that is asked; without it, all. */
  readonly only?: string;
  readonly matches: (fault: Of) => boolean;
  /** Whose order it stands in, where each has its own: the targets. */
  readonly stream?: string;
  /** A last word, for an effect that depends on more than on how often. */
  readonly applies?: (entry: { readonly id: string; readonly fault: Of }) => boolean;
}

/** The faults in force. None at the start; all that is drawn follows from the seed. */
export interface FaultBook {
  readonly seed: string;
  /** Checks it and puts it in force. Throws a {@link FaultInputError}. */
  add(input: unknown): FaultEntry;
  list(): readonly FaultEntry[];
  of<On extends Fault['on']>(on: On): readonly FaultEntry<FaultOn<On>>[];
  remove(id: string): boolean;
  clear(): void;
  /** Counts the occasion at every fault that it matches, and tells which of them strike, in the order in which they were added. */
  strike<On extends Fault['on']>(on: On, occasion: Occasion<FaultOn<On>>): readonly Hit<FaultOn<On>>[];
  /** Called with each fault that is added. */
  onAdded(listener: (fault: Fault) => void): void;
}

export interface FaultBookOptions {
  readonly seed: string;
  /** Asked when a fault is added. */
  readonly operations: () => Operations;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
}

/** More are a mistake, or an attack on memory. */
const MAX_FAULTS = 500;

interface Entry {
  readonly id: string;
  readonly fault: Fault;
  readonly ends: number;
  readonly streams: Map<string, Frequency>;
  seen: number;
  hits: number;
}

export function createFaultBook({ seed, operations, monotonic }: FaultBookOptions): FaultBook {
  const entries = new Map<string, Entry>();
  const listeners: ((fault: Fault) => void)[] = [];
  let added = 0;

  const inForce = (): readonly Entry[] => {
    for (const { id, ends } of entries.values()) if (monotonic() >= ends) entries.delete(id);
    return [...entries.values()];
  };
  /** Streams are told apart by the order in which they first came: names that differ from run to run do not change what is drawn. */
  const frequencyOf = ({ id, fault, streams }: Entry, stream: string): Frequency => {
    let found = streams.get(stream);
    if (!found) streams.set(stream, (found = createFrequency(fault.when, `${seed}/${id}/${streams.size}`)));
    return found;
  };

  return {
    seed,
    add(input) {
      const fault = readFault(input, operations());
      if (inForce().length >= MAX_FAULTS) throw new FaultInputError([{ path: '', message: `there are ${MAX_FAULTS} faults already; delete some first` }]);
      added += 1;
      const id = String(added);
      const entry: Entry = { id, fault, ends: monotonic() + (fault.forSeconds ?? Infinity) * 1_000, streams: new Map(), seen: 0, hits: 0 };
      entries.set(id, entry);
      for (const listener of listeners) listener(fault);
      return show(entry);
    },
    list: () => inForce().map(show),
    of: (on) => inForce().filter(({ fault }) => fault.on === on).map(show) as never,
    remove: (id) => entries.delete(id),
    clear: () => entries.clear(),
    strike<On extends Fault['on']>(on: On, { only, matches, stream = '', applies }: Occasion<FaultOn<On>>) {
      if (entries.size === 0) return [];
      const hits: Hit<FaultOn<On>>[] = [];
      for (const entry of inForce()) {
        const fault = entry.fault as FaultOn<On>;
        if (fault.on !== on || (only !== undefined && entry.id !== only) || !matches(fault)) continue;
        entry.seen += 1;
        const frequency = frequencyOf(entry, stream);
        if (!frequency.next() || applies?.({ id: entry.id, fault }) === false) continue;
        entry.hits += 1;
        hits.push({ id: entry.id, fault, random: frequency.random });
      }
      return hits;
    },
    onAdded: (listener) => void listeners.push(listener),
  };
}

function show({ id, fault, seen, hits }: Entry): FaultEntry {
  return { id, fault, seen, hits };
}
