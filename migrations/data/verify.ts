import { NO_COST, type DataDifference, type Verification, type VerificationCost } from '../../domain/data-movement.ts';
import { countReads, type Reads } from './count-reads.ts';
import { isAsItIs, type Route } from './route.ts';
import { createSuspects } from './suspects.ts';
import type { Way } from './sync.ts';
import type { Walk } from './walk.ts';
import { walkMapped } from './walk-mapped.ts';
import { walkSums } from './walk-sums.ts';

const SAMPLES = 20;

export interface Verifier {
  /** Looks again at what differed, then compares one chunk. `excused`: rows whose change waits in quarantine, as `table key`. */
  step(excused: ReadonlySet<string>): Promise<void>;
  state(): Verification;
}

interface Pass {
  readonly beganAt: number;
  checked: number;
  count: number;
  readonly samples: DataDifference[];
  ms: number;
}

export interface VerifierOptions {
  readonly way: Way;
  /** Epoch milliseconds, and milliseconds that only grow. */
  readonly now: () => number;
  readonly elapsed: () => number;
  readonly salt: string;
}

/** Compares both stores, pass after pass: tables that arrive as they are by sums, mapped ones by their rows. */
export function createVerifier({ way: given, now, elapsed, salt }: VerifierOptions): Verifier {
  const reads: Reads = { rows: 0, bytes: 0 };
  const way: Way = { ...given, from: countReads(given.from, reads), to: countReads(given.to, reads) };
  const suspects = createSuspects(way, salt);
  let left = [...way.routes];
  let walk: Walk | undefined;
  // It begins with its first step: between two there is a rest.
  let pass: Pass | undefined;
  let last: Verification | undefined;

  function newPass(): Pass {
    reads.rows = 0;
    reads.bytes = 0;
    return { beganAt: now(), checked: 0, count: 0, samples: [], ms: 0 };
  }

  function walkOf(route: Route): Walk {
    const [only] = route.parts;
    return only && route.parts.length === 1 && isAsItIs(route, only) ? walkSums(way, route, only, suspects, salt) : walkMapped(way, route, suspects, salt);
  }

  async function step(excused: ReadonlySet<string>): Promise<void> {
    const current = (pass ??= newPass());
    const began = elapsed();
    await compareNext(current, excused);
    current.ms += elapsed() - began;
    // When nothing of it is in doubt any more.
    if (left.length === 0 && suspects.size() === 0) endPass(current);
  }

  async function compareNext(current: Pass, excused: ReadonlySet<string>): Promise<void> {
    const differing = suspects.size() > 0 ? await suspects.lookAgain(excused) : [];
    current.count += differing.length;
    current.samples.push(...differing.slice(0, SAMPLES - current.samples.length));
    const [route, ...others] = left;
    if (!route) return;
    walk ??= walkOf(route);
    const compared = await walk();
    current.checked += compared ?? 0;
    if (compared !== undefined) return;
    walk = undefined;
    left = others;
  }

  function costOf({ ms }: Pass): VerificationCost {
    return { ...reads, ms: Math.round(ms) };
  }

  function endPass(ended: Pass): void {
    const { checked, count, samples, beganAt } = ended;
    last = { checked, differing: count, samples, cost: costOf(ended), lastPass: { beganAt, completedAt: now() } };
    left = [...way.routes];
    pass = undefined;
  }

  return {
    step,
    // Of the pass that is under way; before it has found anything, of the last.
    state: () => ({
      checked: (pass?.checked || last?.checked) ?? 0,
      differing: Math.max(pass?.count ?? 0, last?.differing ?? 0),
      samples: pass && pass.count > 0 ? [...pass.samples] : (last?.samples ?? []),
      cost: (pass && (pass.checked > 0 || !last) ? costOf(pass) : last?.cost) ?? NO_COST,
      lastPass: last?.lastPass ?? null,
    }),
  };
}
