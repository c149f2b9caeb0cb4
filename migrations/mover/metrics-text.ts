import { ownerOf, type ObservedData } from '../../domain/data-movement.ts';
import { isUnknown, type Told } from './observe-all.ts';

const UP = { name: 'banyan_mover_up', help: '1 where both stores of a group can be asked.' };

const GAUGES: readonly { readonly name: string; readonly help: string; readonly of: (data: ObservedData) => number }[] = [
  { name: 'banyan_mover_lag_changes', help: 'Changes captured and not yet applied on the other side.', of: ({ lag }) => lag.changes },
  { name: 'banyan_mover_lag_milliseconds', help: 'Age of the oldest of them, by the clock of the store that captured it.', of: ({ lag }) => lag.ms },
  { name: 'banyan_mover_copied_rows', help: 'Rows copied by the backfill.', of: ({ backfill }) => backfill.copied },
  { name: 'banyan_mover_total_rows', help: 'Rows there are to copy, estimated.', of: ({ backfill }) => backfill.total },
  { name: 'banyan_mover_copied_rows_per_second', help: 'Speed of the backfill.', of: ({ backfill }) => backfill.perSecond },
  { name: 'banyan_mover_quarantined_rows', help: 'Rows that could not be converted or stored.', of: ({ backfill }) => backfill.quarantined },
  { name: 'banyan_mover_compared_rows', help: 'Rows compared in the present pass, or in the last.', of: ({ verification }) => verification.checked },
  { name: 'banyan_mover_differing_rows', help: 'Rows that differed when they were looked at again.', of: ({ verification }) => verification.differing },
  { name: 'banyan_mover_verification_read_rows', help: 'Rows that both stores read for that pass.', of: ({ verification }) => verification.cost.rows },
  { name: 'banyan_mover_verification_read_bytes', help: 'Bytes of rows that left the stores for it.', of: ({ verification }) => verification.cost.bytes },
  { name: 'banyan_mover_verification_milliseconds', help: 'Time spent on it.', of: ({ verification }) => verification.cost.ms },
  { name: 'banyan_mover_last_pause_milliseconds', help: 'How long writers waited when the ownership last changed.', of: ({ lastPause }) => lastPause?.ms ?? 0 },
  { name: 'banyan_mover_problems', help: 'What only a person can put right.', of: ({ problems }) => problems.length },
  { name: 'banyan_mover_candidate_owns', help: '1 where the candidate owns the writes.', of: ({ flow }) => (ownerOf(flow) === 'candidate' ? 1 : 0) },
];

/** What the mover tells, each by `group`. */
export const MOVER_METRICS: readonly { readonly name: string; readonly help: string }[] = [UP, ...GAUGES];

/** In Prometheus’ text form. A group that cannot be looked at has `banyan_mover_up` 0 and nothing else. */
export function metricsText(groups: Readonly<Record<string, Told>>): string {
  const all = Object.entries(groups);
  const gauge = (name: string, help: string, lines: readonly string[]): string => [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines].join('\n');
  const up = gauge(UP.name, UP.help, all.map(([group, told]) => `${UP.name}{group="${group}"} ${isUnknown(told) ? 0 : 1}`));
  const rest = GAUGES.map(({ name, help, of }) => gauge(name, help, all.flatMap(([group, told]) => (told === 'absent' || isUnknown(told) ? [] : [`${name}{group="${group}"} ${of(told)}`]))));
  return `${[up, ...rest].join('\n')}\n`;
}
