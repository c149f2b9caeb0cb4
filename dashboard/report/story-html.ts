import { formatDuration } from '../../domain/duration.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import { html, type Html } from '../../shadow/report/html-text.ts';
import { formatCount, formatMoment, formatPercent } from '../../shadow/report/wording.ts';
import type { JournalLine } from '../state/journal-lines.ts';
import type { RollBack } from '../state/roll-backs.ts';
import type { Move, Story } from './story.ts';

/** Every move, with what it asked for, what was answered before it, and what spoke for it. */
export function movesHtml({ moves, asked }: Story, now: number): Html {
  if (moves.length === 0) return html`<p>None yet.</p>`;
  return html`${moves.map((move) => {
    const split = asked.find(({ at, stop }) => at === move.at && stop === move.to);
    return html`<article class="move ${move.kind === 'rolled-back' ? 'back' : 'on'}"><h3>${move.from} → ${move.to}</h3>
<p><time>${formatMoment(move.at, now)}</time> ${move.kind === 'rolled-back' ? html`<b class="failed">rolled back</b>` : 'moved'} by <b>${move.who}</b>: ${move.why}</p>
${split ? html`<p class="quiet">From then on: legacy ${percent(split.legacy)}, candidate ${percent(split.cohort)} by cohort and ${percent(split.direct)} by weight.</p>` : ''}
${move.answered ? html`<p class="quiet">Before it the proxies had answered, at ${move.from}: ${answeredInWords(move.answered)}.</p>` : ''}
${gatesHtml(move.verdicts)}</article>
`;
  })}`;
}

/** What gates say, with their numbers. */
export function gatesHtml(verdicts: readonly GateVerdict[]): Html {
  if (verdicts.length === 0) return html`<p class="quiet">No gate was asked.</p>`;
  return html`<table class="gates"><thead><tr><th>Gate</th><th>Says</th><th>Because</th></tr></thead><tbody>
${verdicts.map(({ gate, state, because, evidence }) => html`<tr><td>${gate}</td><td><b class="${state}">${state}</b></td><td>${because}${numbersHtml(evidence)}</td></tr>
`)}</tbody></table>`;
}

function numbersHtml(evidence: GateVerdict['evidence']): Html | '' {
  const numbers = Object.entries(evidence).filter(([, value]) => value !== null);
  return numbers.length === 0 ? '' : html`<p class="numbers">${numbers.map(([name, value], n) => html`${n > 0 ? ' · ' : ''}${name} ${typeof value === 'number' ? numberOf(value) : String(value)}`)}</p>`;
}

/** Approvals, holds and resumptions. */
export function saidHtml({ said }: Story, now: number): Html {
  if (said.length === 0) return html`<p>Nobody has approved, held or resumed anything.</p>`;
  return html`<table><thead><tr><th>When</th><th>Who</th><th>What</th><th>Why</th></tr></thead><tbody>${said.map(({ at, who, what, why }) => html`<tr><td>${formatMoment(at, now)}</td><td>${who}</td><td>${what}</td><td>${why}</td></tr>
`)}</tbody></table>`;
}

/** Each time it was taken back, with the three times. */
export function rollBacksHtml({ rollBacks }: Story, now: number): Html {
  if (rollBacks.length === 0) return html`<p>None.</p>`;
  return html`<table class="backs"><thead><tr>${HEADS.map((head) => html`<th>${head}</th>`)}</tr></thead><tbody>${rollBacks.map((each) => rollBackRow(each, now))}</tbody></table>`;
}

const HEADS = ['When', 'From', 'Who and why', 'Flag flipped', 'Rule acknowledged', 'Last request on the candidate'] as const;

/** On a phone each cell has its head beside it. */
function rollBackRow({ at, from, who, why, times, settledMs }: RollBack, now: number): Html {
  const after = (ms: number | null) => (ms === null ? '–' : formatDuration(ms));
  const bound = settledMs === null ? 'not yet' : `within ${formatDuration(settledMs)}`;
  const last = times ? html`${after(times.lastRequestMs)} <span class="quiet">${times.lastRequest}</span>` : 'not looked for';
  const cells: Readonly<Record<(typeof HEADS)[number], string | Html>> = {
    When: formatMoment(at, now),
    From: from,
    'Who and why': `${who}: ${why}`,
    'Flag flipped': times ? after(times.flagMs) : bound,
    'Rule acknowledged': times ? after(times.ruleMs) : bound,
    'Last request on the candidate': last,
  };
  return html`<tr>${HEADS.map((head) => html`<td data-head="${head}">${cells[head]}</td>`)}</tr>
`;
}

/** What the world did though nobody moved: now, and before. */
export function driftHtml({ drift }: Story, present: readonly string[], now: number): Html {
  if (drift.length + present.length === 0) return html`<p>None was seen.</p>`;
  return html`<ul>${present.map((what) => html`<li><b class="failed">now</b> ${what}</li>`)}${drift.map(({ at, what }) => html`<li><span class="quiet">${formatMoment(at, now)}</span> ${what} <span class="quiet">(put right)</span></li>`)}</ul>`;
}

/** The whole record, a line each. */
export function journalHtml({ journal }: Story, now: number): Html {
  return html`<ol class="journal">${journal.map((line) => journalLine(line, now))}</ol>`;
}

function journalLine({ at, who, what, why, details }: JournalLine, now: number): Html {
  return html`<li><span class="quiet">${formatMoment(at, now)} ${who}</span> ${what}: ${why}${details.map((each) => html`<br><span class="quiet">${each}</span>`)}</li>
`;
}

function answeredInWords({ legacy, candidate, fallbacks }: NonNullable<Move['answered']>): string {
  const side = (name: string, { requests, errors }: typeof legacy) => `${formatCount(requests)} by ${name}${errors > 0 ? ` (${formatCount(errors)} failed, ${formatPercent(errors / Math.max(1, requests))})` : ''}`;
  return `${side('legacy', legacy)}, ${side('the candidate', candidate)}${fallbacks > 0 ? `, ${formatCount(fallbacks)} of them fell back to legacy` : ''}`;
}

function percent(share: number): string {
  return `${numberOf(share)} %`;
}

function numberOf(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : Number(value.toPrecision(4)).toString();
}
