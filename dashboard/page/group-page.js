/**
 * One route group, with all that is known of it.
 * @import { GroupDetail, GroupSummary } from '../state/group-state.ts'
 * @import { View } from './main.js'
 */
import { html, nothing } from 'lit-html';
import { actions } from './actions.js';
import { dataMovement } from './data-movement.js';
import { differences } from './differences.js';
import { gates } from './gates.js';
import { journal } from './journal.js';
import { rollBacks } from './roll-backs.js';
import { splitPlots } from './split-plots.js';
import { allStops } from './stops.js';
import { detailOf, groupsOf, lookOf } from './store.js';
import { count, moment, nextInWords, prose, STANDINGS, stopInWords } from './words.js';

/** Where rows are what moves, and callers stay where they were. */
const DATA_STOPS = ['sync', 'backfill', 'verify-data', 'cutover', 'reverse'];
/** So many patterns stand below the name. */
const PATTERNS = 6;

/** @param {View} view @param {string} group */
export function groupPage(view, group) {
  const summary = groupsOf(view.store)[0];
  const detail = detailOf(view.store);
  if (!summary || !detail) return html`<main id="content" tabindex="-1"><p class="back"><a href="/">All route groups</a></p><h1>${group}</h1><p>${view.store.parts.has('order') ? 'There is no migration file for such a route group.' : 'One moment …'}</p></main>`;
  const plots = splitPlots(summary, detail, lookOf(view.store)?.at ?? 0);
  return html`<main id="content" tabindex="-1">
    <p class="back"><a href="/">All route groups</a></p>
    ${head(summary, detail, view)}
    ${allStops(summary)}
    ${unlike(detail)}
    ${summary.standing.kind === 'rolled-back' ? rollBacks(detail.rollBacks) : nothing}
    ${DATA_STOPS.includes(summary.stop ?? '') ? [gates(detail), dataMovement(detail.data), plots] : [plots, gates(detail), dataMovement(detail.data)]}
    ${differences(detail)}
    ${summary.standing.kind === 'rolled-back' ? nothing : rollBacks(detail.rollBacks)}
    ${journal(detail.journal)}
  </main>`;
}

/** @param {GroupSummary} summary @param {GroupDetail} detail @param {View} view */
function head(summary, { patterns: all }, view) {
  const { group, stop, since, standing } = summary;
  const { word, tone } = STANDINGS[standing.kind];
  return html`<header class="head">
    <div>
      <h1>${group}</h1>
      ${patterns(all)}
    </div>
    ${actions(summary, view)}
    <p class="verdict ${tone}"><b class="badge ${tone}">${word}</b> ${prose(standing.because)}</p>
    <p class="quiet">At <b>${stop === null ? 'an unknown stop' : stopInWords(stop)}</b>${since === null ? nothing : html` since ${moment(since)}`}${nextInWords(summary) === undefined ? nothing : html` · next: <b>${nextInWords(summary)}</b>`}</p>
  </header>`;
}

/** The first of them; a group may have many. @param {readonly string[]} all */
function patterns(all) {
  const line = (/** @type {readonly string[]} */ some) => some.map((each) => html`<code>${each}</code> `);
  const more = all.slice(PATTERNS);
  return html`<div class="patterns"><p>${line(all.slice(0, PATTERNS))}</p>${more.length === 0 ? nothing : html`<details><summary>and ${count(more.length)} more</summary><p>${line(more)}</p></details>`}</div>`;
}

/** What of the world is otherwise than it should be. @param {GroupDetail} detail */
function unlike({ drift, left }) {
  if (drift.length > 0) return listOf('Drift', 'The world changed though nobody moved.', drift);
  return left.length > 0 ? listOf('Still to do', 'Until the world is as this stop desires it.', left) : nothing;
}

/** @param {string} title @param {string} text @param {readonly string[]} lines */
function listOf(title, text, lines) {
  return html`<section><h2>${title}</h2><p class="quiet">${text}</p><ul class="lines">${lines.map((line) => html`<li>${prose(line)}</li>`)}</ul></section>`;
}
