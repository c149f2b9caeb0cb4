import { messageOf } from '../../../domain/errors.ts';
import type { CapturedResponse, Comparer, Comparison } from '../../../shadow/index.ts';
import type { Group } from '../../group.ts';
import type { CallerRequest } from '../../listening/caller-request.ts';
import type { Log } from '../../observing/log.ts';
import type { ByteBudget } from '../byte-budget.ts';
import type { ComparisonContext, Probe } from '../comparison-context.ts';
import type { Repeats } from './repeats.ts';

/** Tells whether what the candidate answered otherwise, legacy would have answered otherwise too. */
export interface Probes {
  /** Holds a copy of legacy's answer. `undefined` where there is no room for it. */
  prepare(group: Group, request: CallerRequest, legacy: CapturedResponse): Probe | undefined;
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

  async function ask(group: Group, request: CallerRequest, mismatch: Comparison, legacy: CapturedResponse): Promise<void> {
    const again = await repeats.probe(group, request, legacy.status);
    if (!again) return;
    const { method, target, at } = request;
    comparer.compare({ method, target, at, legacy, candidate: again, purpose: 'probe' }, group.shadow, { kind: 'probe', group, mismatch });
  }

  return {
    prepare(group, request, legacy) {
      if (group.shadow.repeatPercent === 0 || held >= MOST_HELD) return undefined;
      const size = legacy.body.length;
      if (!budget.take(size)) return undefined;
      held += 1;
      // The body of `legacy` goes to another thread.
      const copy = { ...legacy, body: legacy.body.slice() };
      const drop = () => {
        held -= 1;
        budget.give(size);
      };
      return {
        drop,
        run(mismatch) {
          ask(group, request, mismatch, copy)
            .catch((error: unknown) => log.error({ group: group.name, error: messageOf(error) }, 'a shadow failed in the proxy'))
            .finally(drop);
        },
      };
    },
  };
}
