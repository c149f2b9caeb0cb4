import type { CapturedResponse, FailedShadow, NoisePurpose } from '../../../shadow/index.ts';
import { createBreaker } from '../../forwarding/breaker.ts';
import type { UpstreamAddress } from '../../forwarding/upstream-address.ts';
import type { Group } from '../../group.ts';
import type { CallerRequest } from '../../listening/caller-request.ts';
import type { CopySender } from '../send-copy.ts';
import { createAllowance, MOST_SAVED, type Allowance } from './allowance.ts';
import { isRepeatable } from './repeatable.ts';

type Answer = CapturedResponse | FailedShadow;

/** Asks legacy a second time what it has just answered, to learn how it differs from itself. Never more often than the group allows. */
export interface Repeats {
  /**
   * Called for every copy, before it is sent and so before anything is known of its answer. Where the lot falls on it: what sends copy and repeat, neither of
   * them first by rule, and then the copy again. Else `undefined`.
   */
  draw(group: Group, request: CallerRequest, legacyStatus: number): ((sendCopy: () => Promise<Answer>) => Promise<Sampled>) | undefined;
  /** Legacy's answer to a request whose copy was answered otherwise; `undefined` where it may not be asked now. */
  probe(group: Group, request: CallerRequest, legacyStatus: number): Promise<Answer> | undefined;
  /** Requests that legacy got a second time since the proxy started. */
  asked(group: string): Readonly<Record<'sample' | 'probe', number>>;
}

export interface Sampled {
  readonly candidate: Answer;
  readonly purpose: NoisePurpose;
}

export interface RepeatsOptions {
  readonly sender: CopySender;
  readonly legacy: UpstreamAddress;
  /** Default 1 MiB. */
  readonly maxBodyBytes?: number;
  /** Milliseconds that never jump. */
  readonly elapsed: () => number;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
}

/** Repeats under way at once, of all groups. */
const MOST_AT_ONCE = 4;

interface GroupRepeats {
  readonly samples: Allowance;
  readonly probes: Allowance;
  readonly asked: { sample: number; probe: number };
}

export function createRepeats({ sender, legacy, maxBodyBytes = 1024 * 1024, elapsed, random }: RepeatsOptions): Repeats {
  const groups = new Map<string, GroupRepeats>();
  const breaker = createBreaker({ now: elapsed });
  let underWay = 0;

  /**
   * Samples and probes have half of the share each: a flood of mismatches must not eat up what is drawn by lot. Probes have a few to begin with: it is
   * the very first mismatches of which one must know whether they are noise.
   */
  function stateOf({ name, shadow }: Group): GroupRepeats {
    const known = groups.get(name);
    if (known) return known;
    const share = shadow.repeatPercent / 200;
    const state: GroupRepeats = { samples: createAllowance(share), probes: createAllowance(share, share === 0 ? 0 : MOST_SAVED), asked: { sample: 0, probe: 0 } };
    groups.set(name, state);
    return state;
  }

  const isFree = () => underWay < MOST_AT_ONCE && !breaker.open;

  async function askLegacy({ shadow }: Group, request: CallerRequest): Promise<Answer> {
    underWay += 1;
    const report = breaker.begin();
    const answer = await sender.send(request, legacy, { timeoutMs: shadow.timeoutMs, maxBytes: maxBodyBytes });
    underWay -= 1;
    report('failed' in answer || answer.status >= 500 ? 'failure' : 'success');
    return answer;
  }

  return {
    draw(group, request, legacyStatus) {
      const { samples, probes, asked } = stateOf(group);
      if (!isRepeatable(request, legacyStatus)) return undefined;
      samples.deposit();
      probes.deposit();
      const isDrawn = random() < group.shadow.repeatPercent / 200;
      if (!isDrawn || !isFree() || !samples.take()) return undefined;
      asked.sample += 1;
      return async (sendCopy) => {
        const legacyFirst = random() < 1 / 2;
        const early = legacyFirst ? askLegacy(group, request) : sendCopy();
        const late = legacyFirst ? sendCopy() : askLegacy(group, request);
        const answers = await Promise.all([early, late]);
        const [legacyAgain, candidate] = legacyFirst ? answers : (answers.toReversed() as [Answer, Answer]);
        return { candidate, purpose: { legacyAgain, candidateAgain: await sendCopy() } };
      };
    },
    probe(group, request, legacyStatus) {
      const { probes, asked } = stateOf(group);
      if (!isRepeatable(request, legacyStatus) || !isFree() || !probes.take()) return undefined;
      asked.probe += 1;
      return askLegacy(group, request);
    },
    asked: (group) => groups.get(group)?.asked ?? { sample: 0, probe: 0 },
  };
}
