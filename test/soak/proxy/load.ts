import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import { callersOf, type Caller } from './callers.ts';

export interface Load {
  /** Lets everybody finish. */
  stop(): Promise<Tally>;
}

export interface Tally {
  /** Right answers, and for callers who leave how often they left, by kind of caller. */
  readonly right: Readonly<Record<string, number>>;
  /** What was lost or wrong, in words, with what was going on. */
  readonly failures: readonly string[];
}

const OF_EACH_KIND = 2;
const PAUSE_MS = 15;

/** So many callers of each kind, each asking again a moment after the answer. Ids are of `name`; no two are equal. */
export function startLoad(proxy: string, name: string, goingOn: ReadonlySet<string>): Load {
  const agent = new Agent({ connections: 64, keepAliveTimeout: 1_000 });
  const callers = Object.entries(callersOf(proxy, agent));
  const right: Record<string, number> = Object.fromEntries(callers.map(([kind]) => [kind, 0]));
  const failures: string[] = [];
  const ended = new AbortController();
  let asked = 0;

  async function keepAsking(kind: string, ask: Caller): Promise<void> {
    for (; !ended.signal.aborted; await sleep(PAUSE_MS)) {
      const id = `${name}-${(asked += 1)}`;
      const before = [...goingOn];
      const outcome = await ask(id).catch((error: unknown) => ({ wrong: describe(error) }));
      if (typeof outcome === 'string') right[kind] = (right[kind] ?? 0) + 1;
      else failures.push(`${id} ${kind}: ${outcome.wrong} (during: ${[...new Set([...before, ...goingOn])].join('; ') || 'nothing'})`);
    }
  }

  const everybody = callers.flatMap(([kind, ask]) => Array.from({ length: OF_EACH_KIND }, () => keepAsking(kind, ask)));
  return {
    async stop() {
      ended.abort();
      await Promise.all(everybody);
      await agent.destroy();
      return { right, failures };
    },
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
