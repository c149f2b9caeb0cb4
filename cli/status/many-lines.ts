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

/** A line for each group, those that need somebody first and with the reason. Pure. */
export function manyLines(all: readonly MigrationStatus[], now: number, width: number): readonly Line[] {
  const sections = (Object.keys(SECTIONS) as Section[]).map((section) => [section, all.filter(({ standing }) => STANDINGS[standing.kind].section === section)] as const).filter(([, groups]) => groups.length > 0);
  const name = Math.min(LONGEST_NAME, Math.max(...all.map(({ group }) => cells(group))));
  const place = Math.max(...all.map((each) => cells(placeOf(each, now))));
  return [
    [['bold', `${all.length} route groups: ${sections.map(([section, { length }]) => `${length} ${inWords(section, length)}`).join(', ')}`]],
    ...sections.flatMap(([section, groups]): readonly Line[] => [
      [],
      [['bold', SECTIONS[section]]],
      ...groups.toSorted(byUrgency).flatMap((each) => [
        lineOf(each, { name, place }, now),
        ...(section === 'attention' ? wrap(each.standing.because, width - name - 4, 2).map((text): Line => [' '.repeat(name + 4), text]) : []),
      ]),
    ]),
    [],
    ...(all.some(({ world }) => servedIn(world) !== null) ? [[['dim', '█ legacy  ▓ candidate by cohort  ░ by weight; the figure is the candidate’s.'] as const]] : []),
    [['dim', 'One of them: banyan status GROUP. To stop it: banyan hold GROUP --why "…".']],
    [['dim', 'To take its callers back to legacy: banyan rollback GROUP --why "…".']],
  ];
}

function lineOf(status: MigrationStatus, size: { readonly name: number; readonly place: number }, now: number): Line {
  const { group, standing, world } = status;
  const { word, style } = STANDINGS[standing.kind];
  const shown = cut(group, size.name);
  const served = servedIn(world);
  return ['  ', ['bold', shown], ' '.repeat(size.name - cells(shown) + 2), [style, word.padEnd(WORD)], '  ', ...(served ? [placeOf(status, now).padEnd(size.place), '  ', splitBar(served, BAR), ` ${candidateShare(served)}`] : [placeOf(status, now)])];
}

function servedIn(world: MigrationStatus['world']): TrafficSplit | null {
  return 'unknown' in world ? null : world.served;
}

function placeOf({ stop, moved }: MigrationStatus, now: number): string {
  return stop === null ? '?' : `${stop}${moved ? ` for ${formatDuration(now - Date.parse(moved.at))}` : ''}`;
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
