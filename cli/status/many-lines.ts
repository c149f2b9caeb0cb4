import type { Act } from '../../dashboard/state/group-state.ts';
import { formatDuration } from '../../domain/duration.ts';
import type { Line } from '../terminal/lines.ts';
import { STANDINGS, type Section } from './standings.ts';
import { cells, cut, wrap } from '../terminal/text-cells.ts';
import { splitBar, type TrafficSplit } from '../traffic/traffic-split.ts';
import type { MigrationStatus } from './read-status.ts';

const SECTIONS: Readonly<Record<Section, string>> = { attention: 'Needs somebody', way: 'On the way', rest: 'At rest' };
const LONGEST_NAME = 24;
const WORD = 14;
const BAR = 10;
/** Cells between the columns, and of the figure behind the bar. */
const MARGINS = 14;
/** So many groups still fit on a small screen with a reason each. */
const FEW = 6;

/** A line for each group, those that need somebody first and with the reason; of a few that are on their way, too. Pure. */
export function manyLines(all: readonly MigrationStatus[], now: number, width: number): readonly Line[] {
  const sections = (Object.keys(SECTIONS) as Section[]).map((section) => [section, all.filter(({ standing }) => STANDINGS[standing.kind].section === section)] as const).filter(([, groups]) => groups.length > 0);
  const name = Math.min(LONGEST_NAME, Math.max(...all.map(({ group }) => cells(group))));
  const placeOf = placesWithin(all, now, width - name - WORD - BAR - MARGINS);
  const place = Math.max(...all.map((each) => cells(placeOf(each))));
  const reasons: Readonly<Record<Section, number>> = { attention: 2, way: all.length <= FEW ? 1 : 0, rest: 0 };
  const canDo = (act: Act) => all.some(({ can }) => can.includes(act));
  return [
    [['bold', `${all.length} route groups: ${sections.map(([section, { length }]) => `${length} ${inWords(section, length)}`).join(', ')}`]],
    ...sections.flatMap(([section, groups]): readonly Line[] => [
      [],
      [['bold', SECTIONS[section]]],
      ...groups.toSorted(byUrgency).flatMap((each) => [
        lineOf(each, { name, place }, placeOf(each)),
        ...(reasons[section] > 0 ? wrap(each.standing.because, width - name - 4, reasons[section]).map((text): Line => [' '.repeat(name + 4), text]) : []),
      ]),
    ]),
    [],
    ...(all.some(({ world }) => servedIn(world) !== null) ? [[['dim', '█ legacy  ▓ candidate by cohort  ░ by weight; the figure is the candidate’s.'] as const]] : []),
    [['dim', `One of them: banyan status GROUP.${canDo('hold') ? ' To stop it: banyan hold GROUP --why "…".' : ''}`]],
    ...(canDo('rollback') ? [[['dim', 'To take its callers back to legacy: banyan rollback GROUP --why "…".'] as const]] : []),
  ];
}

function lineOf({ group, standing, world }: MigrationStatus, size: { readonly name: number; readonly place: number }, place: string): Line {
  const { word, style } = STANDINGS[standing.kind];
  const shown = cut(group, size.name);
  const served = servedIn(world);
  return ['  ', ['bold', shown], ' '.repeat(size.name - cells(shown) + 2), [style, word.padEnd(WORD)], '  ', ...(served ? [place.padEnd(size.place), '  ', splitBar(served, BAR), ` ${candidateShare(served)}`] : [place])];
}

/** `shadow for 12 m → cohort:10`; the next stop is left out of all where it does not fit into all. */
function placesWithin(all: readonly MigrationStatus[], now: number, room: number): (status: MigrationStatus) => string {
  const placeOf = ({ stop, moved }: MigrationStatus) => (stop === null ? '?' : `${stop}${moved ? ` for ${formatDuration(now - Date.parse(moved.at))}` : ''}`);
  const withNext = (status: MigrationStatus) => `${placeOf(status)}${status.next === null ? '' : ` → ${status.next}`}`;
  return all.every((each) => cells(withNext(each)) <= room) ? withNext : placeOf;
}

function servedIn(world: MigrationStatus['world']): TrafficSplit | null {
  return 'unknown' in world ? null : world.served;
}

/** `54 %`, the candidate's. */
function candidateShare({ legacy, cohort, direct }: { readonly legacy: number; readonly cohort: number; readonly direct: number }): string {
  const total = legacy + cohort + direct;
  return total === 0 ? 'nothing seen' : `${Math.round((100 * (cohort + direct)) / total)} %`;
}

function inWords(section: Section, count: number): string {
  return { attention: count === 1 ? 'needs somebody' : 'need somebody', way: 'on the way', rest: 'at rest' }[section];
}

/** What looks worst first; else as their files are ordered. */
function byUrgency(a: MigrationStatus, b: MigrationStatus): number {
  const isBad = ({ standing }: MigrationStatus) => Number(STANDINGS[standing.kind].style === 'red');
  return isBad(b) - isBad(a);
}
