import type { Upstream } from '../../domain/decision.ts';
import { formatDecision } from '../observing/format-decision.ts';
import type { Exchange, Served, Upstreams } from './exchange.ts';
import type { UpstreamFailure } from './forwarder.ts';
import { refuse } from './refuse.ts';
import { relay } from './relay.ts';
import type { AnswerReader, UpstreamAnswer } from './upstream-answer.ts';

/** What came of asking one side. */
export interface Asked {
  readonly side: Upstream;
  /** When it was asked: what the other one took before is none of its time. */
  readonly since: number;
  readonly outcome: UpstreamAnswer | UpstreamFailure;
  readonly tap?: AnswerReader | undefined;
}

/** Gives the caller the answer, or says that there is none, and counts it. Resolves when all of it is written, or nobody is there to read it. */
export async function answerCaller({ res, request, decision, group }: Exchange, { clock }: Upstreams, { side, since, outcome, tap }: Asked): Promise<Served> {
  const now = clock.elapsed();
  const [ms, sideMs] = [now - request.started, now - since];
  if (request.showDecision) res.setHeader('X-Banyan-Decision', formatDecision(decision));
  if ('failure' in outcome) {
    if (outcome.failure === 'cancelled') {
      group?.tally.abandoned(side, sideMs);
      return { decision, status: null, ms, failure: 'cancelled' };
    }
    group?.tally.served(side, request.session, null, sideMs);
    const status = outcome.failure === 'timeout' ? 504 : 502;
    refuse(res, status);
    return { decision, status, ms, failure: outcome.failure };
  }
  const { status } = outcome;
  group?.tally.served(side, request.session, status, sideMs);
  const brokeOff = (await relay(outcome, res, tap)) === 'broke-off';
  if (brokeOff) group?.tally.brokeOff(side);
  return { decision, status, ms, failure: brokeOff ? 'broke-off' : null };
}
