/**
 * @import { GroupDetail } from '../state/group-state.ts'
 * @import { JournalLine } from '../state/journal-lines.ts'
 */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { count, moment, prose } from './words.js';

/** What was decided, by whom and why, the last first; and everything else below. @param {GroupDetail['journal']} journal */
export function journal({ length, decisions, lines }) {
  return html`<section><h2>Journal <span class="quiet">${count(length)}</span></h2>
    ${decisions.length === 0 ? html`<p class="quiet">Nothing was decided yet.</p>` : listOf(decisions)}
    ${length > decisions.length ? html`<details><summary>Everything, with what was changed on the way</summary>${listOf(lines)}${length > lines.length ? html`<p class="quiet">And ${count(length - lines.length)} before.</p>` : nothing}</details>` : nothing}
  </section>`;
}

/** @param {readonly JournalLine[]} lines */
const listOf = (lines) => html`<ol class="journal">${repeat(lines, ({ number }) => number, line)}</ol>`;

/** @param {JournalLine} told */
function line({ at, who, kind, what, why, details, verdicts }) {
  const more = [...details, ...verdicts.map(({ gate, state, because }) => `${gate} ${state}: ${because}`)];
  return html`<li class=${kind}>
    <time datetime=${new Date(at).toISOString()}>${moment(at)}</time>
    <div><p><b>${prose(what)}</b>: ${prose(why)} <span class="quiet">${who}</span></p>
    ${more.length === 0 ? nothing : html`<details><summary>${more.length === 1 ? 'Detail' : `${more.length} details`}</summary><ul class="lines">${more.map((each) => html`<li>${prose(each)}</li>`)}</ul></details>`}</div>
  </li>`;
}
