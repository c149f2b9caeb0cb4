/**
 * @import { Split } from '../state/split.ts'
 * @import { GroupDetail, GroupSummary } from '../state/group-state.ts'
 * @import { Point } from './split-plot.js'
 */
import { html, nothing } from 'lit-html';
import './split-plot.js';
import { moment, percent, percentOf, splitInWords, stopInWords } from './words.js';

/** So many rows of a table say what a plot shows. */
const ROWS = 12;

/** @typedef {Point & { readonly name: string }} Row */

/** What was measured lately, and what was asked for since it began, until it was looked. @param {GroupSummary} summary @param {GroupDetail} detail @param {number} until epoch milliseconds */
export function splitPlots({ measured: now, asked }, { measured, asked: history }, until) {
  const latest = percentOf(now);
  const lately = measured.map(({ at, ...split }) => ({ at, name: moment(at), split: percentOf(split) }));
  const sinceItBegan = history.map(({ at, stop, ...split }) => ({ at, name: `${moment(at)} ${stopInWords(stop)}`, split }));
  return html`<section class="plots"><h2>Split</h2>
    <p class="quiet legend-of">${latest ? 'Now, as measured' : 'As this stop asks for; nothing is measured now'}</p>
    ${legend(latest ?? asked ?? undefined)}
    <div>
      ${figure('Measured, of late', lately, latest ? `Now ${splitInWords(latest)}.` : 'Nothing is measured now.', false, until)}
      ${figure('Asked for, since it began', sinceItBegan, asked ? `This stop asks for ${splitInWords(asked)}.` : '', true, until)}
    </div>
  </section>`;
}

/** @param {Split | undefined} split in percent */
function legend(split) {
  const entry = (/** @type {keyof Split} */ way, /** @type {string} */ name) => html`<div class=${way}><dt>${name}</dt><dd>${split ? percent(split[way]) : '–'}</dd></div>`;
  return html`<dl class="legend">${entry('direct', 'candidate, by weight')}${entry('cohort', 'candidate, by cohort')}${entry('legacy', 'legacy')}</dl>`;
}

/** @param {string} title @param {readonly Row[]} points @param {string} words @param {boolean} isStepped @param {number} until */
function figure(title, points, words, isStepped, until) {
  const known = points.filter(({ split }) => split);
  // One reading alone has no course.
  if (known.length < (isStepped ? 1 : 2)) return html`<figure><figcaption>${title}</figcaption><p class="quiet empty">Nothing to draw yet.</p></figure>`;
  return html`<figure>
    <figcaption>${title}</figcaption>
    <split-plot role="img" aria-label="${title}. ${words}" .until=${until} .points=${points} ?stepped=${isStepped}></split-plot>
    ${known.length < points.length ? html`<small>Gaps: what the load balancer sent straight to the candidate is not published yet.</small>` : nothing}
    <details><summary>As a table</summary>${table(known)}</details>
  </figure>`;
}

/** @param {readonly Row[]} points */
function table(points) {
  const every = Math.max(1, Math.ceil(points.length / ROWS));
  const rows = points.filter((_, n) => (points.length - 1 - n) % every === 0);
  return html`<table>
    <thead><tr><th scope="col">When</th><th scope="col">Weight</th><th scope="col">Cohort</th><th scope="col">Legacy</th></tr></thead>
    <tbody>${rows.map(({ name, split }) => (split ? html`<tr><th scope="row">${name}</th><td>${percent(split.direct)}</td><td>${percent(split.cohort)}</td><td>${percent(split.legacy)}</td></tr>` : nothing))}</tbody>
  </table>`;
}
