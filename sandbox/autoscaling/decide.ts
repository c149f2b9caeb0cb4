/** What a scalable target looks like at the moment that alarms speak. Times in epoch ms, cooldowns in ms. */
export interface Situation {
  readonly now: number;
  /** The desired count. */
  readonly capacity: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly isDeploying: boolean;
  readonly inSuspended: boolean;
  readonly outSuspended: boolean;
  readonly lastOut: LastScaling | undefined;
  readonly lastIn: LastScaling | undefined;
  readonly policies: readonly PolicySignal[];
}

export interface LastScaling {
  readonly at: number;
  /** The desired count before it. */
  readonly from: number;
}

export type PolicySignal = TrackingSignal | StepSignal;

/** Target tracking. `out` and `in`: its high or low alarm is on, with a value for every period; `steady`: neither, or evidence is missing. */
export interface TrackingSignal {
  readonly kind: 'tracking';
  readonly policy: string;
  readonly alarm: string;
  readonly reading: { readonly kind: 'out' | 'in'; readonly value: number } | { readonly kind: 'steady' };
  readonly target: number;
  /** False: it never scales in, and does not keep others from it. */
  readonly scalesIn: boolean;
  readonly outCooldown: number;
  readonly inCooldown: number;
}

/** Step scaling: an alarm of the user's is on. */
export interface StepSignal {
  readonly kind: 'step';
  readonly policy: string;
  readonly alarm: string;
  /** The desired count that the step makes of another. */
  readonly adjust: (capacity: number) => number;
  readonly cooldown: number;
}

export type Decision =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'scale'; readonly to: number; readonly policy: string; readonly alarm: string }
  | { readonly kind: 'not-scaled'; readonly reason: 'AlreadyAtMaxCapacity' | 'AlreadyAtMinCapacity' | 'AlreadyAtDesiredCapacity'; readonly policy: string; readonly alarm: string };

interface Wish {
  readonly to: number;
  readonly signal: PolicySignal;
}

/**
 * What Application Auto Scaling does about it. Out comes before in, and of several policies the largest capacity wins. In happens only when every target-tracking policy that scales in asks for it,
 * never during a deployment, and never while the cooldown of the last scaling in lasts. During the cooldown of the last scaling out, what that added counts as part of what is wanted now.
 */
export function decide(situation: Situation): Decision {
  const out = largest(wishesOut(situation));
  if (out) return scaleOut(situation, out);
  const inward = largest(wishesIn(situation));
  return inward ? scaleIn(situation, inward) : { kind: 'nothing' };
}

function wishesOut({ now, capacity, lastOut, policies }: Situation): readonly Wish[] {
  const baseWithin = (cooldown: number): number => (lastOut !== undefined && now - lastOut.at < cooldown ? lastOut.from : capacity);
  return policies.flatMap((signal): Wish[] => {
    if (signal.kind === 'step') return signal.adjust(capacity) > capacity ? [{ signal, to: signal.adjust(baseWithin(signal.cooldown)) }] : [];
    if (signal.reading.kind !== 'out') return [];
    return [{ signal, to: Math.max(1, Math.ceil(rounded(baseWithin(signal.outCooldown) * (signal.reading.value / signal.target)))) }];
  });
}

function wishesIn({ now, capacity, isDeploying, lastIn, policies }: Situation): readonly Wish[] {
  if (isDeploying) return [];
  const isCool = (cooldown: number): boolean => lastIn === undefined || now - lastIn.at >= cooldown;
  const tracking = policies.filter((signal) => signal.kind === 'tracking' && signal.scalesIn) as readonly TrackingSignal[];
  const agreed = tracking.flatMap((signal): Wish[] =>
    signal.reading.kind === 'in' && isCool(signal.inCooldown) ? [{ signal, to: Math.ceil(rounded(capacity * (signal.reading.value / signal.target))) }] : [],
  );
  const steps = policies.flatMap((signal): Wish[] => (signal.kind === 'step' && signal.adjust(capacity) < capacity && isCool(signal.cooldown) ? [{ signal, to: signal.adjust(capacity) }] : []));
  // One target-tracking policy that does not agree keeps everything as it is.
  return agreed.length === tracking.length ? [...agreed, ...steps] : [];
}

function scaleOut({ capacity, maximum, outSuspended }: Situation, { to, signal: { policy, alarm } }: Wish): Decision {
  if (outSuspended) return { kind: 'nothing' };
  if (capacity >= maximum) return { kind: 'not-scaled', reason: 'AlreadyAtMaxCapacity', policy, alarm };
  return to > capacity ? { kind: 'scale', to: Math.min(to, maximum), policy, alarm } : { kind: 'nothing' };
}

function scaleIn({ capacity, minimum, inSuspended }: Situation, { to, signal: { policy, alarm } }: Wish): Decision {
  if (inSuspended) return { kind: 'nothing' };
  if (capacity <= minimum) return { kind: 'not-scaled', reason: 'AlreadyAtMinCapacity', policy, alarm };
  return to < capacity ? { kind: 'scale', to: Math.max(to, minimum), policy, alarm } : { kind: 'not-scaled', reason: 'AlreadyAtDesiredCapacity', policy, alarm };
}

function largest(wishes: readonly Wish[]): Wish | undefined {
  return wishes.toSorted((a, b) => b.to - a.to)[0];
}

/** 3 × (70 / 70) must be 3, whatever the last bits say. */
function rounded(value: number): number {
  return Number(value.toFixed(9));
}
