/** Who is told what is wrong with what is read from a file. */
export interface ReadProblems {
  /** In words: something about all of it. */
  readonly told: (problem: string) => void;
  /** One of them cannot be replayed. */
  readonly unreadable: () => void;
}
