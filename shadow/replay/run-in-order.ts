export interface InOrderOptions<Item> {
  /** Items of one session run one after the other. */
  readonly sessionOf: (item: Item) => string;
  /** So many run at once. */
  readonly concurrency: number;
  /** Never rejects. */
  readonly run: (item: Item) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Items may wait for their session while others run: so many for each that runs. */
const WAITING_FOR_EACH = 16;

/** Runs what comes, reading no further ahead than it has to. Resolves when all has run; when aborted, when what had begun has. */
export async function runInOrder<Item>(items: AsyncIterable<Item>, { sessionOf, concurrency, run, signal }: InOrderOptions<Item>): Promise<void> {
  const tails = new Map<string, Promise<void>>();
  const all = new Set<Promise<void>>();
  const waitingForRoom: (() => void)[] = [];
  let running = 0;

  async function inTurn(item: Item, before: Promise<void> | undefined): Promise<void> {
    await before;
    if (running >= concurrency) await new Promise<void>((resolve) => waitingForRoom.push(resolve));
    else running += 1;
    if (!signal.aborted) await run(item);
    const next = waitingForRoom.shift();
    if (next) next();
    else running -= 1;
  }

  for await (const item of items) {
    if (signal.aborted) break;
    const session = sessionOf(item);
    const done = inTurn(item, tails.get(session)).finally(() => {
      all.delete(done);
      if (tails.get(session) === done) tails.delete(session);
    });
    tails.set(session, done);
    all.add(done);
    while (all.size >= concurrency * WAITING_FOR_EACH) await Promise.race(all);
  }
  await Promise.all(all);
}
