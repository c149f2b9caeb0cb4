import type { Finding } from '../../migrations/verify/finding.ts';
import { visible } from '../../shadow/report/visible.ts';
import type { Io } from '../io.ts';
import { paintLine, type Line, type Span } from '../terminal/lines.ts';
import { wrap } from '../terminal/text-cells.ts';
import { wantsColour } from '../terminal/wants-colour.ts';

const SIGNS: Readonly<Record<Finding['state'], Span>> = { ok: ['green', 'OK  '], ng: ['red', 'NG  '], skip: ['dim', 'SKIP'] };
/** Cells of a sign and the space behind it. */
const SIGN = 5;
/** Of more parts than that, only those that are not good are told; `--json` has all. */
const MANY = 10;

/** The findings as a tree. */
export function printFindings(io: Io, findings: readonly Finding[], depth = 0): void {
  for (const line of findingLines(findings, depth, io.columns ?? Infinity)) io.out({ painted: paintLine(line, Infinity, wantsColour(io)) });
}

/** In lines of at most `width` cells, broken between words. Pure. */
export function findingLines(findings: readonly Finding[], depth: number, width: number): readonly Line[] {
  const indent = '  '.repeat(depth);
  const before = `${indent}${' '.repeat(SIGN)}`;
  return shownOf(findings).flatMap(({ about, state, because, parts }) => [
    ...wrap(visible(`${about}: ${because}`), width - before.length).map((text, index): Line => (index === 0 ? [indent, SIGNS[state], ' ', text] : [before, text])),
    ...findingLines(parts, depth + 1, width),
  ]);
}

/** Of many, those that are good are left out, and those of which the same is said share a line. */
function shownOf(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MANY) return findings;
  const alike = Map.groupBy(findings.filter(({ state }) => state !== 'ok'), ({ state, because, parts }) => (parts.length > 0 ? Symbol() : `${state} ${because}`));
  return [...alike.values()].map((all) => ({ ...all[0]!, about: all.map(({ about }) => about).join(', ') }));
}

/** What all of it comes to, for whoever reads one line. */
export function summaryOf(findings: readonly Finding[]): string {
  const bad = findings.flatMap((each) => badIn(each));
  return bad.length === 0 ? 'All that can be told is as Banyan needs it.' : `Not as Banyan needs it: ${bad.join(', ')}.`;
}

function badIn({ about, state, parts }: Finding): readonly string[] {
  if (state !== 'ng') return [];
  return parts.length === 0 ? [about] : parts.flatMap(badIn);
}
