/** When the levers of a roll-back had worked, in milliseconds since it was asked for; `null`: that lever did nothing. */
export interface RollBackTimes {
  readonly overrideMs: number | null;
  readonly flagMs: number | null;
  readonly ruleMs: number | null;
  /** The last request seen on the candidate; `null`: none was seen, or it cannot be known. */
  readonly lastRequestMs: number | null;
  /** The same in words, which tell the two apart. */
  readonly lastRequest: string;
}
