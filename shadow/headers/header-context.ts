/** What a header's form depends on besides its values. */
export interface HeaderContext {
  /** Target of the request: what relative addresses are relative to. */
  readonly target: string;
  /** What the other answer has. */
  readonly others: readonly string[];
  /** Whether the rules say that the order within it means nothing. */
  readonly unordered: boolean;
}
