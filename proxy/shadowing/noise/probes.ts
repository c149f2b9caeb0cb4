import { messageOf } from '../../../domain/errors.ts';
import type { CapturedResponse, Comparer, Comparison } from '../../../shadow/index.ts';
import type { Group } from '../../group.ts';
import type { CallerRequest } from '../../listening/caller-request.ts';
import type { Log } from '../../observing/log.ts';
import type { ByteBudget } from '../byte-budget.ts';
import { joinBytes } from '../join-bytes.ts';
import type { ComparisonContext } from '../shadowing.ts';
import type { Repeats } from './repeats.ts';

/** Legacy's answer to one request, held until it is known whether the candidate's is another. One of the two is called, once. */
export interface Probe {
  /** It is: asks legacy again, and has its two answers compared. */
  run(mismatch: Comparison): void;
  drop(): void;
}

/** Tells whether what the candidate answered otherwise, legacy would have answered otherwise too. */
export interface Probes {
  /** `body` in the pieces it came in, which are held. `undefined` where there is no room for them. */
  prepare(group: Group, request: CallerRequest, legacy: CapturedResponse, body: readonly Buffer[]): Probe | undefined;
}

export interface ProbesOptions {
  readonly repeats: Repeats;
  readonly comparer: Pick<Comparer<ComparisonContext>, 'compare'>;
  readonly budget: ByteBudget;
  readonly log: Log;
}

/** Answers held at once: what waits for its comparison must leave room for what is compared next. */
const MOST_HELD = 16;

export function createProbes({ repeats, comparer, budget, log }: ProbesOptions): Probes {
  let held = 0;

  async function ask(group: Group, request: CallerRequest, mismatch: Comparison, legacy: () => CapturedResponse, status: number): Promise<void> {
    const again = await repeats.probe(group, request, status);
    if (!again) return;
    const { method, target, at } = request;
    comparer.compare({ method, target, at, legacy: legacy(), candidate: again, purpose: 'probe' }, group.shadow, { kind: 'probe', group, mismatch });
  }

  return {
    prepare(group, request, legacy, pieces) {
      if (group.shadow.repeatPercent === 0 || held >= MOST_HELD) return undefined;
      const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
      if (!budget.take(size)) return undefined;
      held += 1;
      const drop = () => {
        held -= 1;
        budget.give(size);
      };
      return {
        drop,
        run(mismatch) {
          // The body of `legacy` has gone to another thread by now.
          ask(group, request, mismatch, () => ({ ...legacy, body: joinBytes(pieces) }), legacy.status)
            .catch((error: unknown) => log.error({ group: group.name, error: messageOf(error) }, 'a shadow failed in the proxy'))
            .finally(drop);
        },
      };
    },
  };
}
