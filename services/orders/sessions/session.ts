/** Who calls. */
export interface Caller {
  readonly customerId: number;
  /** Works here. */
  readonly staff: boolean;
}

/** What another program says of a session; rejects where it does not say. */
export type AskForSession = (sessionId: string) => Promise<Caller | null>;
