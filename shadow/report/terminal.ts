import type { GateVerdict } from '../../domain/gate.ts';
import { describeDifference } from '../describe-difference.ts';
import { describeComparisons, describeDrops, describeGroup } from './counted.ts';
import { describeMismatch, mismatches, rarerAnswers } from './mismatches.ts';
import type { MigrationReport } from './report.ts';
import { layOut, type Line, type Style, type Terminal } from './terminal-text.ts';
import { formatAnswers, formatMoment, formatPart } from './wording.ts';

/** On a screen the most frequent are enough; everything is in JSON and HTML. */
const MISMATCHES = 20;
const GROUPS = 3;
const SAMPLES = 2;
const HISTORY = 5;

/** The report as lines for a terminal. */
export function terminalReport(report: MigrationReport, terminal: Terminal): readonly string[] {
  return layOut([...headOf(report), ...readNow(report), ...differing(report), ...samplesOf(report), ...masksOf(report), ...historyOf(report)], terminal);
}

function headOf({ group, stop, stops, arrivedAt, at, patterns }: MigrationReport): readonly Line[] {
  return [
    { text: `${group} stands at ${stop}${arrivedAt === null ? '' : ` since ${formatMoment(arrivedAt, at)} UTC`}`, style: 'title' },
    { text: stops.map((each) => (each === stop ? `[${each}]` : each)).join(' → '), indent: 2 },
    { text: patterns.join(', '), indent: 2, style: 'quiet' },
  ];
}

function readNow({ now }: MigrationReport): readonly Line[] {
  if ('unknown' in now) return [{ text: `What the proxies and the world say now cannot be read: ${now.unknown}`, style: 'bad' }];
  return [
    ...now.gates.map(verdictLine),
    { text: `Compared since then: ${describeComparisons(now)}` },
    ...describeDrops(now).map((text): Line => ({ text, indent: 2 })),
  ];
}

const STYLES: Readonly<Record<GateVerdict['state'], Style>> = { open: 'good', held: 'waiting', failed: 'bad' };

function verdictLine({ gate, state, because }: GateVerdict): Line {
  return { text: `${gate} ${state}: ${because}`, indent: 2, style: STYLES[state] };
}

function differing({ differences, at }: MigrationReport): readonly Line[] {
  const all = mismatches(differences);
  const rarer = rarerAnswers(differences);
  if (all.length === 0 && rarer === 0) return [{ text: 'No difference was seen.', style: 'good' }];
  const shown = Map.groupBy(all.slice(0, MISMATCHES), ({ route }) => route);
  return [
    { text: 'Differences, the most frequent first', style: 'title' },
    ...[...shown].flatMap(([route, found]): Line[] => [{ text: route, indent: 2 }, ...found.map((each): Line => ({ text: describeMismatch(each, at), indent: 4 }))]),
    ...(all.length > MISMATCHES ? [{ text: `and ${all.length - MISMATCHES} more fields, by --json and --html`, indent: 2 }] : []),
    ...(rarer > 0 ? [{ text: `and ${formatAnswers(rarer)} that differ in rarer ways`, indent: 2 }] : []),
  ];
}

function samplesOf({ differences: { routes, differences }, at }: MigrationReport): readonly Line[] {
  const shown = differences.filter(({ samples }) => samples.length > 0).slice(0, GROUPS);
  if (shown.length === 0) return [];
  const compared = new Map(routes.map((each) => [each.route, each.compared]));
  const lines = shown.flatMap((group): Line[] => [
    { text: `${describeGroup(group)}: ${formatPart(group.count, compared.get(group.route) ?? null)}`, indent: 2 },
    ...group.samples.slice(-SAMPLES).flatMap((sample): Line[] => [
      { text: `${formatMoment(sample.at, at)} ${sample.request}`, indent: 4, style: 'quiet' },
      ...sample.differences.slice(0, 5).map((difference): Line => ({ text: describeDifference(difference), indent: 6 })),
    ]),
  ]);
  return [{ text: 'Answers that differ in the same fields, with samples', style: 'title' }, ...lines];
}

function masksOf({ masks, noise }: MigrationReport): readonly Line[] {
  const { inForce, unordered, proposed } = masks;
  return [
    ...(noise.length > 0 ? [{ text: 'Beneath legacy’s own noise', style: 'title' } as const, ...noise.map((text): Line => ({ text, indent: 2, style: 'bad' }))] : []),
    ...(inForce.length + unordered.length + proposed.length > 0 ? [{ text: 'Masks', style: 'title' } as const] : []),
    ...inForce.map(([path, mask]): Line => ({ text: `${path}: ${mask}`, indent: 2 })),
    ...unordered.map((path): Line => ({ text: `${path}: in any order`, indent: 2 })),
    ...proposed.map((text): Line => ({ text: `proposed: ${text}`, indent: 2, style: 'waiting' })),
  ];
}

function historyOf({ history, at }: MigrationReport): readonly Line[] {
  if (history.length === 0) return [];
  return [
    { text: 'Journal', style: 'title' },
    ...history.slice(-HISTORY).flatMap((entry): Line[] => [
      { text: `${formatMoment(entry.at, at)} UTC ${entry.what}, by ${entry.who}: ${entry.why}`, indent: 2 },
      ...entry.verdicts.map((verdict): Line => ({ ...verdictLine(verdict), indent: 4 })),
    ]),
  ];
}
