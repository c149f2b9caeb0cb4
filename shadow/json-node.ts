export type JsonKind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

const NO_CHILDREN: readonly JsonNode[] = [];

/** One value of a parsed document: where its text stands, and the hash of all it holds. A class, for all nodes must have one hidden shape. */
export class JsonNode {
  readonly kind: JsonKind;
  /** Its text is `document.text.slice(start, end)`: numbers keep their lexeme, strings their escapes. */
  readonly start: number;
  end: number;
  /** 64-bit hash of the value, masks and unordered arrays taken into account. Equal hashes count as equal values. */
  low: number;
  high: number;
  /** Arrays: hash that does not depend on the order of the elements. */
  bagLow = 0;
  bagHigh = 0;
  children: readonly JsonNode[] = NO_CHILDREN;
  /** Members of an object: hash of the key, and where it stands, quotes included. */
  keyLow = 0;
  keyHigh = 0;
  keyStart = 0;
  keyEnd = 0;

  constructor(kind: JsonKind, start: number, end: number, low: number, high: number) {
    this.kind = kind;
    this.start = start;
    this.end = end;
    this.low = low;
    this.high = high;
  }
}

export interface JsonDocument {
  readonly text: string;
  readonly root: JsonNode;
}

/** What a string says, or a number's lexeme. */
export function scalarText({ text }: JsonDocument, { kind, start, end }: JsonNode): string {
  const lexeme = text.slice(start, end);
  return kind === 'string' ? (JSON.parse(lexeme) as string) : lexeme;
}

export function sameHash(a: JsonNode, b: JsonNode): boolean {
  return a.low === b.low && a.high === b.high;
}
