import { join, resolve } from 'node:path';
import { formatDuration } from '../../domain/duration.ts';
import { BanyanError } from '../../domain/errors.ts';
import { draftMigration } from '../drafts/draft-migration.ts';
import type { CommonOptions, Io } from '../io.ts';
import { printBroken } from '../terminal/print-broken.ts';
import { cut } from '../terminal/text-cells.ts';
import { migrationFileNames, writeNew } from '../drafts/write-draft.ts';
import { propose, type Proposal } from './propose.ts';
import { readTraffic } from './read-traffic.ts';
import type { TrafficNames } from './traffic-sources.ts';

export interface DiscoverOptions extends CommonOptions, TrafficNames {
  /** Of all requests, 0–1: what has less is no group of its own. */
  readonly least: number;
  /** Directory to write migration drafts into; absent: none are written. */
  readonly write?: string;
}

/** Port of the candidate in a draft: somebody fills in theirs. */
const PORT = 3000;

/** Proposes route groups from logs, in the order in which to move them. */
export async function discover(io: Io, options: DiscoverOptions): Promise<void> {
  const traffic = await readTraffic(io, options);
  if (traffic.requests === 0) throw new BanyanError('TRAFFIC_UNREADABLE', `there is no request in what was read (lines or entries that are none: ${traffic.unreadable.toLocaleString('en')})`);
  const proposals = propose(traffic, options.least);
  const drafts = options.write === undefined ? [] : await writeDrafts(resolve(io.directory, options.write), proposals);
  const { requests, unreadable, callersKnown, couplings } = traffic;
  const period = { from: inTime(traffic.from), to: inTime(traffic.to) };
  if (options.json) return io.out(JSON.stringify({ requests, unreadable, ...period, groups: proposals, callersKnown, couplings: couplings.slice(0, 100), drafts }));
  io.out(`${requests.toLocaleString('en')} requests from ${period.from} to ${period.to}${unreadable > 0 ? `; ${unreadable.toLocaleString('en')} lines could not be read` : ''}.`);
  if (!callersKnown) io.out('Who called stands nowhere in it: coupling counts as none, and may be strong.');
  print(io, proposals);
  for (const { file, state } of drafts) io.out(`${file}: ${state}`);
}

async function writeDrafts(directory: string, proposals: readonly Proposal[]): Promise<readonly { readonly file: string; readonly state: string }[]> {
  const names = await migrationFileNames(directory, proposals.map(({ name }) => name));
  const written = [];
  for (const proposal of proposals) {
    const file = names.get(proposal.name) ?? '';
    written.push({ file: join(directory, file), state: await writeNew(directory, file, draftMigration({ name: proposal.name, patterns: proposal.patterns, port: PORT, onlyWrites: proposal.writeShare === 1, notes: [`Proposed by banyan discover: ${numbersOf(proposal)}.`] })) });
  }
  return written;
}

function print(io: Io, proposals: readonly Proposal[]): void {
  const row = (cells: readonly string[]) => [cells[0]!.padEnd(20), ...cells.slice(1, 6).map((cell) => cell.padStart(8)), `  ${cells[6]}`].join('');
  io.out(`\n   ${row(['group', 'traffic', 'writes', 'errors', 'p99', 'risk', 'mostly together with'])}`);
  for (const [index, { name, share, writeShare, errorRate, p99Ms, risk, strongest }] of proposals.entries()) {
    const together = strongest ? `${strongest.group} ${strongest.jaccard.toFixed(2)}` : '–';
    io.out(`${String(index + 1).padStart(2)} ${row([cut(name, 20), percent(share), percent(writeShare), percent(errorRate), p99Ms === null ? '–' : formatDuration(p99Ms), risk.toFixed(2), together])}`);
  }
  io.out('\nMove them in this order, the least risk first:');
  for (const proposal of proposals) io.out(`  ${proposal.name}: ${proposal.patterns.join(', ')}\n    ${reasonsOf(proposal)}`);
  io.out('');
  printBroken(io, 'risk = 0.4 × writes + 0.3 × coupling (Jaccard index of visits) + 0.2 × traffic + 0.1 × errors (5 % count as 1); docs/discover.md explains it.');
}

function reasonsOf({ risk, because: { writes, coupling, traffic, errors } }: Proposal): string {
  return `${risk.toFixed(3)} = writes ${writes.toFixed(3)} + coupling ${coupling.toFixed(3)} + traffic ${traffic.toFixed(3)} + errors ${errors.toFixed(3)}`;
}

function numbersOf({ share, writeShare, errorRate, p99Ms, risk }: Proposal): string {
  return `${percent(share)} of the traffic, ${percent(writeShare)} of it writes, ${percent(errorRate)} errors, p99 ${p99Ms === null ? 'unknown' : formatDuration(p99Ms)}, risk ${risk.toFixed(2)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function inTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
