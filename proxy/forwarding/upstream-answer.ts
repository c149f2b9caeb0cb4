/** An upstream's answer: its head is here, its body comes in pieces. */
export interface UpstreamAnswer {
  readonly status: number;
  /** The reason phrase; empty where there is none. */
  readonly reason: string;
  /** `[name, value, name, value, …]`, as they came. */
  readonly rawHeaders: readonly string[];
  /** All of the body where it is here already, without trailers: most answers are as short as that. Once read it is gone. */
  whole(): Buffer | undefined;
  /** Has the body handed over, piece by piece, as it comes. Once, and only where `whole` gave nothing. */
  read(reader: AnswerReader): void;
  /** Back-pressure: nothing more is handed over until `resume`. */
  pause(): void;
  resume(): void;
  /** Lets the body go by unread. */
  discard(): void;
}

export interface AnswerReader {
  piece(bytes: Buffer): void;
  /** The body was complete. Trailers as `[name, value, …]`. */
  end(trailers: readonly string[]): void;
  /** There will be no more of it, though there should. */
  brokeOff(): void;
}

/** An interim answer (1xx). */
export interface Interim {
  readonly status: number;
  readonly rawHeaders: readonly string[];
}

/** The first value of a header; `name` in lower case. */
export function headerOf({ rawHeaders }: Pick<UpstreamAnswer, 'rawHeaders'>, name: string): string | undefined {
  for (let i = 0; i < rawHeaders.length; i += 2) if (rawHeaders[i]!.length === name.length && rawHeaders[i]!.toLowerCase() === name) return rawHeaders[i + 1];
  return undefined;
}
