import { hostname, userInfo } from 'node:os';
import { BanyanError } from '../../domain/errors.ts';
import { acceptMasks, countsIn, saysOf, withProposals, type LearnedMask } from '../../domain/learned-mask.ts';
import type { Learned } from '../../domain/learned.ts';
import { describeProposal } from '../../domain/mask-proposal.ts';
import { describeFinding } from '../../domain/noise-findings.ts';
import { openJournal } from '../../migrations/adapters/open-journal.ts';
import { learnedMasksFile, readLearnedMasks, writeLearnedMasks } from '../../migrations/files/learned-masks.ts';
import { loadMigrations } from '../../migrations/files/load-migrations.ts';
import { loadConfig } from '../config/load-config.ts';
import type { CommonOptions, Io } from '../io.ts';
import { migrationOf } from '../parts/open-engine.ts';
import { printBroken } from '../terminal/print-broken.ts';

/** The learned masks of a migration after a review, and what else was learned of its noise. */
export interface MaskReview {
  readonly migration: string;
  readonly group: string;
  readonly file: string;
  readonly masks: readonly (LearnedMask & { readonly counts: boolean })[];
  /** In sentences: noise that no mask holds for, masks that legacy itself does not keep, and what is wrong beneath the noise. */
  readonly remarks: readonly string[];
}

/**
 * Takes what the journal says was learned into the file of learned masks, and accepts `paths` of it. Speaks to nobody but the journal.
 * @throws BanyanError USAGE for a path of which nothing was learned
 */
export async function reviewMasks(io: Io, options: CommonOptions, group: string, paths: readonly string[]): Promise<MaskReview> {
  const { config } = await loadConfig(io.directory, options.config, io.environment);
  const migration = migrationOf(await loadMigrations(config.migrations), group);
  const { id } = migration;
  const before = await readLearnedMasks(config.migrations, id);
  const entries = await (await openJournal(config, { now: io.now, sleep: io.sleep })).read(id);
  let known = before;
  let last: Learned | undefined;
  for (const [i, entry] of entries.entries()) {
    const learned = 'learned' in entry ? entry.learned : undefined;
    if (!learned) continue;
    // What the migration file itself names is settled there.
    const open = learned.proposals.flatMap((each) => (each.propose === 'nothing' || (saysOf(migration.shadow, each.path) && !before.some(({ path }) => path === each.path)) ? [] : [each]));
    known = withProposals(known, open, { learnedAt: entry.at, run: `${id}/${String(i).padStart(6, '0')}` });
    last = learned;
  }
  const unknown = paths.filter((path) => !known.some((each) => each.path === path));
  if (unknown.length > 0) {
    const remedy = `Accept some of ${known.map(({ path }) => path).join(', ') || 'those that a run will learn at the shadow stop; so far there are none'}.`;
    throw new BanyanError('USAGE', `nothing was learned of ${unknown.join(', ')} for ${id}`, { remedy });
  }
  known = acceptMasks(known, paths, `${userInfo().username}@${hostname()}, ${new Date(io.now()).toISOString()}`);
  if (JSON.stringify(known) !== JSON.stringify(before)) await writeLearnedMasks(config.migrations, id, known);
  return {
    migration: id,
    group: migration.group.name,
    file: learnedMasksFile(config.migrations, id),
    masks: known.map((each) => ({ ...each, counts: countsIn(migration, each) })),
    remarks: last ? remarksOn(last, known) : [],
  };
}

function remarksOn({ proposals, findings }: Learned, known: readonly LearnedMask[]): readonly string[] {
  const unmaskable = proposals.filter(({ propose }) => propose === 'nothing').map((each) => `legacy differs from itself at ${describeProposal(each)}`);
  const broken = known.flatMap(({ path, mask, reviewed }) => {
    const proposal = proposals.find((each) => each.path === path && each.propose !== 'nothing');
    const now = proposal?.propose === 'mask' ? proposal.mask : proposal?.propose;
    return reviewed !== false && now !== undefined && now !== mask ? [`${path}: ${mask} was accepted, and legacy itself does not keep it: ${now} is what it keeps. Remove the entry from the file to have that proposed`] : [];
  });
  return [...findings.map(describeFinding), ...unmaskable, ...broken];
}

export function printReview(io: Io, { group, file, masks, remarks }: MaskReview): void {
  if (masks.length === 0) printBroken(io, `Nothing was learned for ${group} yet that a mask could describe. Runs learn at the shadow stop, from requests that legacy is asked twice.`);
  else io.out(`${group}: ${masks.length} learned mask${masks.length === 1 ? '' : 's'} in ${file}`);
  for (const { path, mask, pairs, routes, run, reviewed, counts } of masks) {
    printBroken(io, `  ${path}: ${mask}`);
    printBroken(io, `    held in ${pairs} pairs of legacy's own answers to ${routes.join(', ')}; learned by ${run}`);
    printBroken(io, `    ${reviewed === false ? 'not reviewed' : `accepted by ${reviewed}`}, ${counts ? 'counts' : 'does not count'}`);
  }
  for (const remark of remarks) printBroken(io, `  ${remark}`);
  const waiting = masks.filter(({ reviewed }) => reviewed === false).map(({ path }) => `'${path}'`);
  if (waiting.length > 0) io.out(`Accept with: banyan masks ${group} --accept ${waiting.join(' ')}`);
  else if (masks.length > 0) io.out('What counts reaches the proxies with the next `banyan step` or `banyan run`.');
}
