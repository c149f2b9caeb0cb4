import type { Step } from '../../domain/migration.ts';
import type { OrderedStep } from './step-order.ts';

/** `at` is absent where the trouble is with `data` itself. */
interface DataProblem {
  readonly at?: number;
  readonly message: string;
}

/** The steps that move data, in the order of the journey, as the file writes them, and what each of them is needed for. */
const DATA_STEPS = [
  { kind: 'sync', call: 'sync()', because: 'a change that is made while rows are copied would be missed' },
  { kind: 'backfill', call: 'backfill()', because: 'only changes since sync() would be in the candidate’s store' },
  { kind: 'verify-data', call: 'verifyData()', because: 'nobody would know whether both stores are equal' },
  { kind: 'cutover', call: 'cutover()', because: 'nothing flows back before the candidate owns the writes' },
  { kind: 'reverse', call: 'reverse()', because: '' },
] as const satisfies readonly { kind: Step['kind']; call: string; because: string }[];

/** Of the steps that move data: each at most once, after all that it rests on; no caller past the proxy before the ownership is the candidate's; no end of the way back that nobody has set a time for. */
export function dataOrderProblems(steps: readonly OrderedStep[], hasData: boolean): readonly DataProblem[] {
  const kinds = steps.map(({ kind }) => kind);
  const used = DATA_STEPS.filter(({ kind }) => kinds.includes(kind));
  if (hasData && used.length === 0) return [{ message: 'no step moves it: add sync(), backfill(), verifyData(), cutover() and reverse(), or take it out' }];
  if (!hasData) return used.map(({ kind, call }) => ({ at: kinds.indexOf(kind), message: `${call} has nothing to move: say what with \`data\`` }));

  const problems: DataProblem[] = [];
  steps.forEach(({ kind }, at) => {
    const before = kinds.slice(0, at);
    const rank = DATA_STEPS.findIndex((step) => step.kind === kind);
    const call = DATA_STEPS[rank]?.call;
    if (call !== undefined) {
      if (before.includes(kind)) problems.push({ at, message: `${call} is there twice` });
      for (const needed of DATA_STEPS.slice(0, rank)) {
        if (!before.includes(needed.kind)) problems.push({ at, message: `${call} needs ${needed.call} before it: ${needed.because}` });
      }
      if (before.includes('retire')) problems.push({ at, message: `${call} cannot come after retire(), which ends the movement of data` });
    }
    if (kind === 'weight' && !before.includes('cutover')) problems.push({ at, message: 'weight() needs cutover() before it: it sends callers past the proxy to a candidate that does not own the writes yet' });
    if (kind === 'retire' && !before.includes('reverse')) problems.push({ at, message: 'retire() needs reverse() before it: retiring ends the flow back, and with it every way back, so say how long it must have gone well: reverse({ soak: \'7d\' })' });
  });
  return problems;
}
