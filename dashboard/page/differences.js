/**
 * @import { DifferenceGroup, DifferenceSample } from '../../domain/difference.ts'
 * @import { GroupDetail, ShownDifferences } from '../state/group-state.ts'
 */
import { html, nothing } from 'lit-html';
import { count, moment } from './words.js';

/** How the candidate's answers differ from legacy's, and what was compared. @param {GroupDetail} detail */
export function differences({ comparisons, differences: { sentences, differences: groups } }) {
  return html`<section><h2>How answers differ</h2>
    ${comparisons ? html`<p>Compared since it came to this stop: ${comparisons.compared}.</p>` : html`<p class="quiet">Nothing is compared here.</p>`}
    ${comparisons?.notes.length ? html`<ul class="lines quiet">${comparisons.notes.map((note) => html`<li>${note}</li>`)}</ul>` : nothing}
    ${sentences.length === 0 ? nothing : listOf(sentences)}
    ${groups.filter(({ samples }) => samples.length > 0).map(groupOf)}
  </section>`;
}

/** @param {ShownDifferences['sentences']} sentences */
function listOf(sentences) {
  return html`<ul class="lines sentences">${sentences.map(({ route, text }) => html`<li><code>${route}</code> ${text}</li>`)}</ul>`;
}

/** @param {DifferenceGroup} group */
function groupOf({ route, legacyStatus, candidateStatus, count: answers, samples }) {
  return html`<details class="difference"><summary><code>${route}</code> ${legacyStatus} against ${candidateStatus ?? 'no answer'}, ${count(answers)} ${answers === 1 ? 'answer' : 'answers'}</summary>
    ${samples.map(sample)}
  </details>`;
}

/** Both sides beside each other. Values are redacted before they get here. @param {DifferenceSample} sample */
function sample({ at, request, differences: fields }) {
  return html`<div class="wide" tabindex="0" role="group" aria-label="Sample of ${moment(at)}"><table>
    <caption><span class="quiet">${moment(at)}</span> <code>${request}</code></caption>
    <thead><tr><th scope="col">Field</th><th scope="col">Legacy</th><th scope="col">Candidate</th></tr></thead>
    <tbody>${fields.map(({ path, kind, legacy, candidate }) => html`<tr><th scope="row"><code>${path}</code> <span class="quiet">${kind}</span></th>${value(legacy)}${value(candidate)}</tr>`)}</tbody>
  </table></div>`;
}

/** @param {string | null} text */
const value = (text) => (text === null ? html`<td class="quiet">none</td>` : html`<td><code>${text}</code></td>`);
