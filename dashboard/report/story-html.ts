import { formatDuration } from '../../domain/duration.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import { tableHtml } from '../../shadow/report/html-table.ts';
import { html, type Html } from '../../shadow/report/html-text.ts';
import { formatCount, formatMoment } from '../../shadow/report/wording.ts';
import { gateProgress } from '../state/gate-progress.ts';
import type { JournalLine } from '../state/journal-lines.ts';
import type { RollBack } from '../state/roll-backs.ts';
import { answeredInWords, keyInWords, numberInWords, splitInWords } from './in-words.ts';
import type { Story } from './story.ts';

/** Every move, with what it asked for, what was answered before it, and what spoke for it. */
export function movesHtml({ moves, asked }: Story, now: number): Html {
  if (moves.length === 0) return html`<p>None yet.</p>`;
  return html`${moves.map((move) => {
    const split = asked.find(({ at, stop }) => at === move.at && stop === move.to);
    return html`<article class="move ${move.kind === 'rolled-back' ? 'back' : 'on'}"><h3>${move.from} → ${move.to}</h3>
<p><time>${formatMoment(move.at, now)}</time> ${move.kind === 'rolled-back' ? html`<b class="failed">rolled back</b>` : 'moved'} by <b>${move.who}</b>: ${move.why}</p>
${move.answered ? html`<p class="quiet">Until then, at ${move.from}, the proxies had answered ${answeredInWords(move.answered)}.</p>` : ''}
${split ? html`<p class="quiet">From then on: ${splitInWords(split)}.</p>` : ''}
${gatesHtml(move.verdicts)}</article>
`;
  })}`;
}

/** What gates say, with their numbers. */
export function gatesHtml(verdicts: readonly GateVerdict[]): Html {
  if (verdicts.length === 0) return html`<p class="quiet">No gate was asked.</p>`;
  return tableHtml(['Gate', 'Says', 'Because'], verdicts.map((verdict) => [verdict.gate, html`<b class="${verdict.state}">${verdict.state}</b>`, html`${meterHtml(verdict)}${verdict.because}${numbersHtml(verdict.evidence)}`]), 'gates');
}

/** How far a gate that is held has come towards opening. */
function meterHtml(verdict: GateVerdict): Html | '' {
  const progress = verdict.state === 'held' ? gateProgress(verdict) : null;
  if (!progress) return '';
  return html`<svg class="meter" viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label="${progress.words}"><rect class="way" width="100" height="1"/><rect width="${Math.round(100 * progress.share)}" height="1"/></svg>`;
}

function numbersHtml(evidence: GateVerdict['evidence']): Html | '' {
  const numbers = Object.entries(evidence).filter(([, value]) => value !== null);
  return numbers.length === 0 ? '' : html`<p class="numbers">${numbers.map(([name, value], n) => html`${n > 0 ? ' · ' : ''}${keyInWords(name)} ${typeof value === 'number' ? numberInWords(value) : String(value)}`)}</p>`;
}

/** Approvals, holds, resumptions and roll-backs. */
export function saidHtml({ said }: Story, now: number): Html {
  if (said.length === 0) return html`<p>Nobody has approved, held, resumed or rolled back anything.</p>`;
  return tableHtml(['When', 'Who', 'What', 'Why'], said.map(({ at, who, what, why }) => [formatMoment(at, now), who, what, why]), 'said');
}

/** Each time it was taken back, with the three times. */
export function rollBacksHtml({ rollBacks }: Story, now: number): Html {
  return rollBacks.length === 0 ? html`<p>None.</p>` : html`${rollBacks.map((each) => rollBackHtml(each, now))}`;
}

function rollBackHtml({ at, from, who, why, times, settledMs }: RollBack, now: number): Html {
  const figure = (name: string, ms: number | null) => html`<div><dt>${name}</dt><dd>${ms === null ? '–' : formatDuration(ms)}</dd></div>`;
  return html`<article class="roll-back"><p><time>${formatMoment(at, now)}</time> from <b>${from}</b> by <b>${who}</b>: ${why}</p>
<dl class="figures">${times ? [figure('flag flipped', times.flagMs), figure('rule acknowledged', times.ruleMs), figure('last request on the candidate', times.lastRequestMs)] : figure('flag and rule, at the latest', settledMs)}</dl>
<p class="quiet">${times ? `Last request on the candidate: ${times.lastRequest}.` : 'When the candidate saw its last request was not looked for.'}</p></article>
`;
}

/** What the world did though nobody moved: now, and before. */
export function driftHtml({ drift }: Story, present: readonly string[], now: number): Html {
  if (drift.length + present.length === 0) return html`<p>None was seen.</p>`;
  return html`<ul>${present.map((what) => html`<li><b class="failed">now</b> ${what}</li>`)}${drift.map(({ at, what }) => html`<li><span class="quiet">${formatMoment(at, now)}</span> ${what} <span class="quiet">(put right)</span></li>`)}</ul>`;
}

/** The whole record, a line each, by the numbers of the journal. */
export function journalHtml({ journal }: Story, now: number): Html {
  return html`<details><summary>${journal.length === 1 ? 'One entry' : `All ${formatCount(journal.length)} entries`}</summary><ol class="journal" start="0">${journal.map((line) => journalLine(line, now))}</ol></details>`;
}

function journalLine({ at, who, what, why, details }: JournalLine, now: number): Html {
  return html`<li><span class="quiet">${formatMoment(at, now)} ${who}</span> ${what}: ${why}${details.map((each) => html`<br><span class="quiet">${each}</span>`)}</li>
`;
}
