import type { StandingKind } from '../../dashboard/state/standing.ts';
import { describeData } from '../../domain/describe-data.ts';
import { formatDuration } from '../../domain/duration.ts';
import { isAboutDifferences } from '../report/first-differences.ts';
import type { Line, Style } from '../terminal/lines.ts';
import { STANDINGS } from './standings.ts';
import { wrap } from '../terminal/text-cells.ts';
import { formatSplit, splitBar } from '../traffic/traffic-split.ts';
import type { MigrationStatus, World } from './read-status.ts';

const LABEL = 10;
const BAR = 8;

/** Where the group stands, who serves it, what holds it, what comes next, and how to stop it. Pure. */
export function oneLines(status: MigrationStatus, now: number, width: number): readonly Line[] {
  const { group, stop, standing, moved, world } = status;
  const { word, style } = STANDINGS[standing.kind];
  const said = (label: string, text: string) => labelled(label, text, width);
  return [
    [['bold', group], '  ', [style, word], stop === null ? '' : `  at ${stop}${moved ? ` for ${formatDuration(now - Date.parse(moved.at))}` : ''}`],
    ...said('way', wayOf(status)),
    ...('unknown' in world ? said('unknown', world.unknown) : worldLines(world, width)),
    ...said('next', nextOf(status)),
    ...(moved ? said('last move', `${moved.how === 'roll-back' ? 'rolled back' : 'moved'} from ${moved.from} by ${moved.who} ${formatDuration(now - Date.parse(moved.at))} ago (${moved.at.slice(0, 16).replace('T', ' ')} UTC): ${moved.why}`) : []),
    ...howToStop(status).flatMap((line, index) => said(index === 0 ? 'to stop' : '', line)),
  ];
}

/** The stops from the one before to the end: those that are done are only counted. */
function wayOf({ stop, stops }: MigrationStatus): string {
  if (stop === null) return stops.join(' → ');
  const at = stops.indexOf(stop);
  return `${at} of ${stops.length - 1} done: ${stops.slice(Math.max(0, at - 1)).map((each) => (each === stop ? `[${each}]` : each)).join(' → ')}`;
}

function worldLines({ differs, drifted, gates, differences, served, data }: World, width: number): readonly Line[] {
  return [
    ...(served ? labelled('served', `${splitBar(served, BAR)} ${formatSplit(served)}`, width) : []),
    ...(data ? describeData(data).flatMap((line) => labelled('data', line, width)) : []),
    ...differs.flatMap((line) => labelled(drifted ? 'drift' : 'to do', line, width)),
    ...gates.flatMap(({ gate, state, because }) => [
      ...labelled(state, `${gate}: ${because}`, width),
      ...(isAboutDifferences(gate) ? differences.flatMap((line) => labelled('', line, width)) : []),
    ]),
  ];
}

/** What the next stop waits for, or who has to say it. */
const WAITS: Readonly<Record<StandingKind, (group: string) => string>> = {
  unknown: () => 'once everything can be read',
  failing: (group) => `not now: a gate has failed, and the next banyan run ${group} takes it back`,
  drifted: (group) => `once drift is put right: banyan step ${group}`,
  'rolled-back': (group) => `once the reason is mended: banyan step ${group}`,
  restrained: () => 'once what holds it is gone',
  waiting: (group) => `once it need not wait any more: banyan run ${group} waits`,
  asks: (group) => `when somebody says so: banyan approve ${group} --why "…"`,
  changing: (group) => `once what is to do is done: banyan step ${group}`,
  watching: (group) => `once what is held is open: banyan run ${group} waits`,
  ready: (group) => `now: banyan step ${group}, or banyan run ${group} to the end`,
  'not-begun': (group) => `when you begin: banyan step ${group}`,
  finished: () => '',
};

function nextOf({ group, next, standing: { kind }, world }: MigrationStatus): string {
  if (next === null) return kind === 'unknown' ? 'nobody knows before its journal can be read' : 'nothing: it is the last stop';
  if (kind === 'asks' && next === 'retire') return `${next}, when somebody says so: banyan retire ${group} --yes`;
  const isHeld = 'gates' in world && world.gates.some(({ state }) => state === 'held');
  return `${next}, ${WAITS[kind === 'not-begun' && isHeld ? 'waiting' : kind](group)}`;
}

function howToStop({ group, can }: MigrationStatus): readonly string[] {
  return [
    ...(can.includes('resume') ? [`it is held; banyan resume ${group} lets it go on`] : []),
    ...(can.includes('hold') ? [`banyan hold ${group} --why "…"`] : []),
    ...(can.includes('rollback') ? [`banyan rollback ${group} --why "…" takes its callers back to legacy`] : []),
  ];
}

const STYLES: Readonly<Record<string, Style>> = { failed: 'red', drift: 'red', unknown: 'red', held: 'yellow', open: 'green' };

/** Somebody's reason is not to push the rest off the screen. */
const MOST = 6;

/** A label and what it says. */
function labelled(label: string, text: string, width: number): readonly Line[] {
  return wrap(text, width - LABEL - 2, MOST).map((line, index): Line => ['  ', index === 0 ? [STYLES[label] ?? 'dim', label.padEnd(LABEL)] : ' '.repeat(LABEL), line]);
}
