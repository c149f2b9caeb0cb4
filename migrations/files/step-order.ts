import type { Gate } from '../../domain/gate.ts';
import type { Step } from '../../domain/migration.ts';
import { gateProblems } from './gate-schema.ts';

/** What the order of steps is judged by. */
export interface OrderedStep {
  readonly kind: Step['kind'];
  readonly percents?: readonly number[];
  readonly gates?: readonly Gate[];
  readonly until?: readonly Gate[];
}

export interface StepProblem {
  readonly at: number;
  readonly message: string;
}

const ROUTING: readonly Step['kind'][] = ['front', 'shadow', 'cohort', 'weight', 'retire'];

/** Of the steps that move traffic: each at most once and in the order of the journey; retiring needs the whole weight first; no gate that could never open. */
export function orderProblems(steps: readonly OrderedStep[]): readonly StepProblem[] {
  const problems: StepProblem[] = steps.flatMap((step, at) => gateProblems(step).map((message) => ({ at, message })));
  const first = steps[0]?.kind;
  if (first && first !== 'front') problems.push({ at: 0, message: `the first step must be front(), not ${first}(): the proxy has to take the traffic before anything can be done with it` });
  const routing = steps.map((step, at) => ({ ...step, at })).filter(({ kind }) => ROUTING.includes(kind));
  routing.forEach(({ kind, at }, n) => {
    const before = routing[n - 1];
    if (before && ROUTING.indexOf(kind) <= ROUTING.indexOf(before.kind)) problems.push({ at, message: `${kind}() cannot come after ${before.kind}(); the order is ${ROUTING.join(', ')}, each at most once` });
    if (kind === 'retire' && (before?.kind !== 'weight' || before.percents?.at(-1) !== 100)) problems.push({ at, message: 'retire() needs a weight() before it whose last percentage is 100' });
  });
  return problems;
}
