import type { DesiredData, Verification } from '../../domain/data-movement.ts';
import type { Refused } from './map-rows.ts';
import type { Column, RowSet, Text, TextRow } from './rows.ts';

export type Side = 'legacy' | 'candidate';

/** One of the two databases, as the movement of one group's data needs it. Another kind of database is another implementation of this. */
export interface Store extends StoreReading, ChangeReading, StoreWriting, StoreControl {}

export interface StoreReading {
  /** The columns of a table that take values, in order. @throws BanyanError MOVER_REFUSED where there is no such table */
  columns(table: string): Promise<readonly TypedColumn[]>;
  /** Rows in order of the key, after that one: at most so many, and no more than about so many bytes, but one at least where there is one. */
  readChunk(table: string, key: readonly string[], after: TextRow | null, most: Most): Promise<Chunk>;
  /** Those of the rows that are there. */
  readKeys(table: string, key: readonly string[], keys: readonly TextRow[]): Promise<RowSet>;
  /** How many rows there are, estimated. */
  estimate(table: string): Promise<number>;
  /** The key of the row that is so many rows after that one; `null` where there are not so many. */
  boundary(table: string, key: readonly string[], from: TextRow | null, rows: number): Promise<TextRow | null>;
  /** Of the rows after `from`, up to and including `to`. */
  checksum(table: string, key: readonly string[], columns: readonly string[], from: TextRow | null, to: TextRow | null): Promise<Checksum>;
  /** The keys of that range. */
  keys(table: string, key: readonly string[], from: TextRow | null, to: TextRow | null): Promise<readonly TextRow[]>;
  /** Which of the rows are not there, or not so. The values are compared as the columns hold them. */
  compare(table: string, key: readonly string[], columns: readonly string[], rows: readonly TextRow[]): Promise<readonly Unequal[]>;
}

/** What has changed since the capture began. */
export interface ChangeReading {
  /** The earliest changes that are not forgotten, each once. None: every change that was committed before the call is forgotten. Their bytes are those of the rows that changed. */
  changes(most: Most): Promise<readonly Change[]>;
  /** Forgets changes that are applied on the other side. */
  forget(ids: readonly string[]): Promise<void>;
  lag(): Promise<{ readonly changes: number; readonly ms: number }>;
  /** Lets go of what was captured while this store has followed the other. */
  skip(): Promise<void>;
  /** What only a person can put right, in words: more waits than ought to, or changes are lost. */
  troubles(): Promise<readonly string[]>;
}

/** Rows as a store has given them: `text` is taken by the other store as it is. `rows` are made of it when they are looked at. */
export interface Chunk extends RowSet {
  readonly text: Buffer;
  readonly count: number;
  readonly last: TextRow | null;
  /** When it was read no row came after it. */
  readonly isEnd: boolean;
}

export interface Most {
  readonly rows: number;
  readonly bytes: number;
}

export interface TypedColumn extends Column {
  /** As the database writes it: `character varying(20)`. */
  readonly type: string;
}

export interface Checksum {
  readonly rows: number;
  readonly sum: string;
}

/** A row that differs: the columns that do, with what was given and what is there. */
export interface Unequal {
  readonly index: number;
  readonly columns: 'missing' | Readonly<Record<string, { readonly given: Text; readonly there: Text }>>;
}

/** One captured change of one row. Which values it has now is read when it is applied. */
export interface Change {
  readonly id: string;
  readonly table: string;
  /** Of the row after the change, or before it where it was deleted. */
  readonly key: TextRow;
  /** All of the row before it was changed or deleted. */
  readonly old: RowSet | null;
}

export interface StoreWriting {
  /** All of it in one transaction. A mover that has been superseded cannot commit it, nor can anybody in the store that owns the writes. Rows that the database refuses go to quarantine, the others in. Returns how many were refused. */
  write(writing: Writing): Promise<number>;
  /** Where each table's backfill stands. */
  progress(): Promise<ReadonlyMap<string, Progress>>;
  /** The changes that were applied last, so that none is applied twice. */
  applied(): Promise<ReadonlySet<string>>;
  /** The rows of the other store that stand in quarantine here, the oldest first: a thousand at the most, and how many there are. */
  quarantined(): Promise<{ readonly rows: readonly Refused[]; readonly count: number }>;
}

export interface Progress {
  readonly last: TextRow | null;
  readonly copied: number;
  readonly done: boolean;
}

export interface Writing {
  readonly deletes?: readonly KeyedRows[];
  /** Columns that the rows lose, where they are there. */
  readonly clears?: readonly (KeyedRows & { readonly columns: readonly string[] })[];
  readonly upserts: readonly Upsert[];
  readonly progress?: Progress & { readonly table: string };
  /** The changes that this is. */
  readonly applied?: readonly string[];
  readonly quarantine: readonly Refused[];
  /** Rows of the other side that were tried anew: their entries in quarantine go, unless they are refused again. */
  readonly retried: readonly { readonly table: string; readonly key: TextRow }[];
}

export interface KeyedRows {
  readonly table: string;
  readonly key: readonly string[];
  readonly keys: readonly TextRow[];
  /** What they are there because of, for the quarantine: the table and keys on the other side. */
  readonly origin: string;
  readonly origins: readonly TextRow[];
}

export interface Upsert {
  readonly table: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly TextRow[];
  readonly origin: string;
  readonly origins: readonly TextRow[];
  /** By what the rows may come where most likely none of them is there yet: as the text that another store has given, or made of `rows`. */
  readonly copy: Buffer | 'rows' | null;
}

/** Whether changes of a store are captured. `ready`: it follows, and only the mover writes here; what would take long to begin has begun. `off`: what was captured is forgotten. */
export type Capturing = 'on' | 'ready' | 'off';

export interface StoreControl {
  /** Makes what the movement needs in this store, and puts right what is missing of it. Rows are never touched. */
  install(side: Side, tables: readonly WatchedTable[], capturing: Capturing): Promise<void>;
  /** What is not in place of `install`, in words. */
  missing(tables: readonly WatchedTable[], capturing: Capturing): Promise<readonly string[]>;
  /** `undefined`: nothing of this group is here. */
  read(): Promise<Ownership | undefined>;
  /** Writes down what is told or known; the owner is not among it. */
  note(noted: Partial<Noted>): Promise<void>;
  /** Leaves word for the movers that only look on. */
  leaveWord(word: Word): Promise<void>;
  /** The last word that was left, and how long ago. */
  word(): Promise<{ readonly word: Word; readonly ageMs: number } | undefined>;
  /** Follows the other store's deciding row. */
  follow(owner: Side, epoch: number): Promise<void>;
  /** Makes writers wait. @throws where writers that are under way do not end in time */
  fence(timeoutMs: number): Promise<Fence>;
  /** Becomes the one mover that may write here: every earlier one's transactions fail from now on. */
  takeOver(): Promise<void>;
  /** Forgets checkpoints and quarantine. */
  void(): Promise<void>;
  uninstall(tables: readonly string[]): Promise<void>;
  /** Rows written so far, by table, as the database counts them. */
  writes(tables: readonly string[]): Promise<Readonly<Record<string, number>>>;
  /** Lets generated keys go on after the highest that is there. */
  advanceKeys(tables: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** What the mover that leads knows and the stores do not. */
export interface AtHand {
  readonly problems: readonly string[];
  /** Rows copied. */
  readonly perSecond: number;
  readonly verification: Verification;
}

export interface Word extends AtHand {
  /** Of the store that owns the writes. */
  readonly lag: { readonly changes: number; readonly ms: number };
}

export interface WatchedTable {
  readonly table: string;
  readonly key: readonly string[];
  /** Whether its rows go through a mapping, which may read every column of a row as it was. */
  readonly isMapped: boolean;
}

export interface Ownership {
  readonly side: Side;
  readonly owner: Side;
  /** Counts the changes of owner; of two stores that disagree the greater one is right. */
  readonly epoch: number;
  readonly noted: Noted;
}

export interface Noted {
  readonly told: DesiredData | null;
  readonly pause: { readonly at: number; readonly ms: number } | null;
  readonly ended: { readonly at: number; readonly before: Readonly<Record<string, number>> } | null;
  /** What the tables looked like, and by which mapping they were moved. */
  readonly shape: Shape | null;
}

export interface Shape {
  readonly columns: Readonly<Record<string, string>>;
  readonly mapping: string;
}

/** Writers that wait, until it is released. */
export interface Fence {
  /** Changes the owner, notes what was told, and lets the writers go on. */
  flip(owner: Side, epoch: number, told: DesiredData): Promise<void>;
  /** Lets them go on as before. Fine after `flip`. */
  release(): Promise<void>;
}
