import { formatDuration } from '../../domain/duration.ts';
import { messageOf } from '../../domain/errors.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Evidential, Gate, Verdict } from '../../domain/gate.ts';
import { held } from './judge.ts';

const LONGEST_WORDS = 1_000;
const MOST_NUMBERS = 50;

/** Asks a function of the user's. It gets a copy of the evidence, has so long, and whatever it does instead of giving a verdict holds the gate. */
export async function askCheck({ ask, timeoutMs }: Gate & { readonly kind: 'check' }, evidence: Evidence): Promise<Verdict> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Verdict>((resolve) => {
    timer = setTimeout(() => {
      resolve(held(`the check gave no answer within ${formatDuration(timeoutMs)}`));
      abort.abort();
    }, timeoutMs);
  });
  try {
    const asked = Promise.resolve(structuredClone(evidence)).then((copy) => ask(copy, abort.signal)).then(verdictOf);
    return await Promise.race([asked, tooLate]);
  } catch (error) {
    return held(`the check failed: ${messageOf(error).slice(0, LONGEST_WORDS)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** The answer as a verdict, if it has the form of one. It comes from code that no compiler may have looked at. */
function verdictOf(answer: unknown): Verdict {
  if (typeof answer !== 'object' || answer === null) return held('the check answered no object with "state" and "because"');
  const { state, because, evidence = {} } = answer as { state?: unknown; because?: unknown; evidence?: unknown };
  if (state !== 'open' && state !== 'held' && state !== 'failed') return held('the check answered with a state that is not "open", "held" or "failed"');
  if (typeof because !== 'string' || because.trim() === '') return held(`the check answered "${state}" without saying why`);
  if (!isEvidential(evidence)) return held(`the check's evidence must be an object of up to ${MOST_NUMBERS} finite numbers, short texts or nulls`);
  return { state, because: because.slice(0, LONGEST_WORDS), evidence };
}

function isEvidential(value: unknown): value is Evidential {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const members: readonly unknown[] = Object.values(value);
  return members.length <= MOST_NUMBERS && members.every((each) => each === null || (typeof each === 'number' && Number.isFinite(each)) || (typeof each === 'string' && each.length <= LONGEST_WORDS));
}
