import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Differences } from '../../domain/difference.ts';
import { BanyanError, ERRORS } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import { normalPath } from '../../domain/normal-path.ts';
import { findGroup, pathOf } from '../../domain/route-match.ts';
import { loadMigrations } from '../../migrations/files/load-migrations.ts';
import { createDifferenceGroups, createPace, createRedactor, createRequestSender, openRecording, readAlbLog, readHar, replay, type ReplayCounts, type ReadProblems, type ReplayItem, type Skip, type Speed } from '../../shadow/index.ts';
import { firstSentences } from '../../shadow/report/mismatches.ts';
import { loadConfig } from '../config/load-config.ts';
import type { CommonOptions, Io } from '../io.ts';
import { migrationOf } from '../parts/open-engine.ts';
import { printBroken } from '../terminal/print-broken.ts';
import { showProgress } from '../waiting/show-progress.ts';
import { wantsColour } from '../terminal/wants-colour.ts';

/** Where requests come from. */
export type ReplaySource =
  | { readonly kind: 'recording'; readonly directory: string; readonly key?: string | undefined }
  | { readonly kind: 'har'; readonly file: string }
  | { readonly kind: 'alb-log'; readonly files: readonly string[] };

export interface ReplayGroupOptions extends CommonOptions {
  readonly against: string;
  /** Asked at the same time, and compared with instead of what was recorded. */
  readonly legacy?: string | undefined;
  readonly source: ReplaySource;
  readonly speed: Speed;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly writes: boolean;
  /** `name: value` */
  readonly headers: readonly string[];
}

/** Of the differing fields that are told. */
const SENTENCES = 20;
/** Exit status where the answers do not agree, or nothing could be compared: as of a gate that is held. */
const NOT_IN_PARITY = 3;

/** Makes requests again and tells how the answers differ. Parity by the migration's own gate, or no difference at all where it has none. */
export async function replayGroup(io: Io, options: ReplayGroupOptions, group: string): Promise<void> {
  const { config } = await loadConfig(io.directory, options.config, io.environment);
  const migration = migrationOf(await loadMigrations(config.migrations), group);
  const problems: string[] = [];
  let unreadable = 0;
  const { items, key, total } = await openSource(io, options.source, migration, { told: (problem) => problems.push(problem), unreadable: () => (unreadable += 1) });
  if (options.source.kind === 'alb-log' && options.legacy === undefined) throw new BanyanError('USAGE', 'an access log does not have what was answered', { remedy: 'Name a second server to compare with: --legacy URL.' });

  const elapsed = () => performance.now();
  const sender = (url: string) => createRequestSender({ url, timeoutMs: options.timeoutMs, connections: options.concurrency, elapsed });
  const [candidate, legacy] = [sender(options.against), options.legacy === undefined ? null : sender(options.legacy)];
  const differences = createDifferenceGroups();
  const progress = showProgress(io, 'requests');
  try {
    const counts = await replay(counted(items, (read) => progress(total && read / total, read)), {
      candidate,
      legacy,
      key,
      rules: migration.shadow,
      redactor: createRedactor({ runKey: randomBytes(32) }),
      isInGroup: (method, target) => findGroup([migration.group], method, normalPath(pathOf(target))) !== undefined,
      writes: options.writes,
      headers: options.headers.flatMap(splitHeader),
      pace: createPace(options.speed, { elapsed, sleep: io.sleep }),
      concurrency: options.concurrency,
      signal: io.signal,
      onComparison: (comparison) => differences.add(comparison),
    });
    const skipped = unreadable > 0 ? { ...counts.skipped, unreadable } : counts.skipped;
    tell(io, options, migration, { counts: { ...counts, skipped }, differences: differences.list(), problems });
  } finally {
    await Promise.all([candidate.close(), legacy?.close()]);
  }
}

async function openSource(io: Io, source: ReplaySource, { group }: Migration, found: ReadProblems): Promise<{ items: AsyncIterable<ReplayItem>; key: Uint8Array | null; total?: number | undefined }> {
  if (source.kind === 'har') return { items: readHar(resolve(io.directory, source.file), found), key: null };
  if (source.kind === 'alb-log') return { items: readAll(source.files.map((file) => readAlbLog(resolve(io.directory, file), found))), key: null };
  const recording = await openRecording(resolve(io.directory, source.directory), source.key === undefined ? undefined : resolve(io.directory, source.key));
  if (recording.group !== group.name) throw new BanyanError('RECORDING_INVALID', `${source.directory} is a recording of ${recording.group}, and not of ${group.name}`);
  return { items: recording.exchanges(found), key: recording.key, total: recording.total };
}

async function* readAll(sources: readonly AsyncGenerator<ReplayItem>[]): AsyncGenerator<ReplayItem> {
  for (const source of sources) yield* source;
}

async function* counted<T>(items: AsyncIterable<T>, tell: (read: number) => void): AsyncGenerator<T> {
  let read = 0;
  for await (const item of items) {
    tell(++read);
    yield item;
  }
}

function splitHeader(text: string): [string, string] {
  const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(text) ?? [];
  return [name, value];
}

interface Outcome {
  readonly counts: ReplayCounts;
  readonly differences: Differences;
  readonly problems: readonly string[];
}

const SKIPPED: Readonly<Record<Skip, string>> = {
  'not-in-group': 'that the route group’s patterns do not match',
  'unsafe-method': 'that change something (--writes replays them)',
  withheld: 'that name what was redacted, and no answer of this run has named',
  'body-not-kept': 'whose body cannot be written again',
  'no-answer': 'without an answer of legacy’s to compare with',
  unreadable: 'that cannot be read',
};

function tell(io: Io, { json, against, legacy }: ReplayGroupOptions, { group, steps }: Migration, { counts, differences, problems }: Outcome): void {
  const { compared, differing, failed, skipped } = counts;
  const bound = steps.flatMap((step) => ('gates' in step ? step.gates : [])).find(({ kind }) => kind === 'parity');
  const below = bound && 'mismatchBelow' in bound ? bound.mismatchBelow : null;
  const parity = compared > 0 && (differing === 0 || (below !== null && differing / compared < below));
  const interrupted = io.signal.aborted;
  if (interrupted) io.setStatus(ERRORS.INTERRUPTED.exit);
  else if (!parity) io.setStatus(NOT_IN_PARITY);
  if (json) return io.out(JSON.stringify({ group: group.name, against, legacy: legacy ?? null, interrupted, parity: parity && !interrupted, mismatchBelow: below, ...counts, ...differences, problems }));
  const red = (text: string) => ({ painted: wantsColour(io) ? styleText('red', text, { validateStream: false }) : text });
  for (const problem of problems) io.err(problem);
  const share = compared === 0 ? '' : ` (${((100 * differing) / compared).toFixed(2)} %${below === null ? '' : `; the migration asks for less than ${100 * below} %`})`;
  printBroken(io, `${compared.toLocaleString('en')} answers of ${against} were compared with ${legacy ?? 'what legacy had answered'}: ${differing.toLocaleString('en')} differ${share}.`);
  if (failed > 0) printBroken(io, `  ${failed.toLocaleString('en')} of them because there was no answer.`);
  for (const [why, count] of Object.entries(skipped)) printBroken(io, `  Not replayed: ${count.toLocaleString('en')} ${SKIPPED[why as Skip]}.`);
  for (const sentence of firstSentences(differences, io.now(), SENTENCES)) printBroken(io, `  ${sentence}`);
  if (interrupted) return printBroken(io, 'Interrupted: the rest was not asked, and so this proves nothing. Nothing was changed but what the requests themselves have.');
  io.out(parity ? 'Parity holds.' : red(compared === 0 ? 'Nothing was compared: that proves nothing.' : 'Parity does not hold.'));
}
