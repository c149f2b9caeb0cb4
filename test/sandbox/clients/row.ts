import type { ServiceName } from '../../../sandbox/wire/service-models.ts';

/** What one operation does, said once for every client and for whatever stands in AWS's place. */
export type Row = Succeeding | AlwaysRefused;

export interface Succeeding {
  /** Makes what the operation needs; the ids that it gives join those of the scene. */
  readonly given?: (ask: Ask, ids: Ids) => Promise<Ids>;
  readonly input: InputOf;
  /** What the answer must have at least, as `toMatchObject` reads it. */
  readonly answer: ExpectedOf;
  /** What another call shows after it, sooner or later. */
  readonly afterwards?: readonly [operation: string, input: InputOf, shown: ExpectedOf];
  readonly refused?: readonly Refused[];
}

interface AlwaysRefused {
  readonly given?: Succeeding['given'];
  readonly refused: readonly Refused[];
}

export interface Refused {
  /** Completes "refuses …". */
  readonly what: string;
  readonly input: InputOf;
  /** As it is on the wire. */
  readonly code: string;
  /** 400 unless told otherwise. */
  readonly status?: number;
}

export interface ServiceTable {
  readonly service: ServiceName;
  /** Makes what all rows find; they leave it as it is. */
  readonly scene: (ask: Ask, place: Place) => Promise<Ids>;
  readonly rows: Readonly<Record<string, Row>>;
}

export type Ids = Readonly<Record<string, string>>;
export type Input = Readonly<Record<string, unknown>>;
export type InputOf = Input | ((ids: Ids) => Input);
export type ExpectedOf = object | ((ids: Ids) => object);

/** Calls an operation by the JavaScript SDK. Gives the string at `path` of the answer (`Rules.0.RuleArn`), empty where there is none. */
export type Ask = (service: ServiceName, operation: string, input: Input, path?: string) => Promise<string>;

/** Ids of what was there before anybody called. */
export interface Place {
  readonly vpc: string;
  readonly subnets: readonly [string, string];
  readonly securityGroup: string;
  readonly certificate: string;
}
