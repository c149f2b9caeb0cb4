/**
 * @import { AskedSplit, Split, SplitAt } from '../state/split.ts'
 * @import { GroupDetail, GroupSummary } from '../state/group-state.ts'
 */
import { html, nothing } from 'lit-html';
import './split-plot.js';
import { moment, percent, percentOf, splitInWords, stopInWords } from './words.js';

/** So many rows of a table say what a plot shows. */
const ROWS = 12;

/** What was measured lately, and what was asked for since it began. @param {GroupSummary} summary @param {GroupDetail} detail */
export function splitPlots({ measured: now, asked }, { measured, asked: history }) {
  const latest = percentOf(now);
  const points = measured.flatMap(({ at, ...split }) => percentOf(split) ? [{ at, .../** @type {Split} */ (percentOf(split)) }] : []);
  return html`<section class="plots"><h2>Split</h2>
    <p class="quiet legend-of">${latest ? 'Now, as measured' : 'As this stop asks for; nothing is measured now'}</p>
    ${legend(latest ?? asked ?? undefined)}
    <div>
      ${figure('Measured, of late', points, latest ? `Now ${splitInWords(latest)}.` : 'Nothing is measured now.', false, measured.map(({ at }) => moment(at)))}
      ${figure('Asked for, since it began', history, asked ? `This stop asks for ${splitInWords(asked)}.` : '', true, history.map(({ at, stop }) => `${moment(at)} ${stopInWords(stop)}`))}
    </div>
  </section>`;
}

/** @param {Split | undefined} split in percent */
function legend(split) {
  const entry = (/** @type {keyof Split} */ way, /** @type {string} */ name) => html`<div class=${way}><dt>${name}</dt><dd>${split ? percent(split[way]) : '–'}</dd></div>`;
  return html`<dl class="legend">${entry('direct', 'candidate, by weight')}${entry('cohort', 'candidate, by cohort')}${entry('legacy', 'legacy')}</dl>`;
}

/** @param {string} title @param {readonly (SplitAt | AskedSplit)[]} points in percent @param {string} words @param {boolean} isStepped @param {readonly string[]} names of the rows */
function figure(title, points, words, isStepped, names) {
  const every = Math.max(1, Math.ceil(points.length / ROWS));
  const rows = points.map((point, n) => ({ name: names[n] ?? moment(point.at), point })).filter((_, n) => (points.length - 1 - n) % every === 0);
  return html`<figure>
    <figcaption>${title}</figcaption>
    ${points.length === 0 ? html`<p class="quiet empty">Nothing to draw yet.</p>` : html`<split-plot role="img" aria-label="${title}. ${words}" .points=${points} ?stepped=${isStepped}></split-plot>`}
    ${points.length === 0 ? nothing : html`<details><summary>As a table</summary><table>
      <thead><tr><th scope="col">When</th><th scope="col">Weight</th><th scope="col">Cohort</th><th scope="col">Legacy</th></tr></thead>
      <tbody>${rows.map(({ name, point }) => html`<tr><th scope="row">${name}</th><td>${percent(point.direct)}</td><td>${percent(point.cohort)}</td><td>${percent(point.legacy)}</td></tr>`)}</tbody>
    </table></details>`}
  </figure>`;
}
