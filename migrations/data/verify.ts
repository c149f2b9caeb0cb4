import type { DataDifference, Verification } from '../../domain/data-movement.ts';
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
}

/** Compares both stores, pass after pass: tables that arrive as they are by sums, mapped ones by their rows. */
export function createVerifier(way: Way, now: () => number, salt: string): Verifier {
  const suspects = createSuspects(way, salt);
  let left = [...way.routes];
  let walk: Walk | undefined;
  // It begins with its first step: between two there is a rest.
  let pass: Pass | undefined;
  let last: Verification | undefined;

  function newPass(): Pass {
    return { beganAt: now(), checked: 0, count: 0, samples: [] };
  }

  function walkOf(route: Route): Walk {
    const [only] = route.parts;
    return only && route.parts.length === 1 && isAsItIs(route, only) ? walkSums(way, route, only, suspects, salt) : walkMapped(way, route, suspects, salt);
  }

  async function step(excused: ReadonlySet<string>): Promise<void> {
    pass ??= newPass();
    const differing = suspects.size() > 0 ? await suspects.lookAgain(excused) : [];
    pass.count += differing.length;
    pass.samples.push(...differing.slice(0, SAMPLES - pass.samples.length));
    const [route, ...others] = left;
    if (route) {
      walk ??= walkOf(route);
      const compared = await walk();
      pass.checked += compared ?? 0;
      if (compared !== undefined) return;
      walk = undefined;
      left = others;
    } else if (suspects.size() === 0) endPass(pass);
  }

  /** When nothing of it is in doubt any more. */
  function endPass({ checked, count, samples, beganAt }: Pass): void {
    last = { checked, differing: count, samples, lastPass: { beganAt, completedAt: now() } };
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
      lastPass: last?.lastPass ?? null,
    }),
  };
}
