/** @import { RollBack } from '../state/roll-backs.ts' */
import { html, nothing } from 'lit-html';
import { duration, moment, prose, stopInWords } from './words.js';

/** Each time that the group was taken back, the last first, with its three times. @param {readonly RollBack[]} all */
export function rollBacks(all) {
  if (all.length === 0) return nothing;
  return html`<section><h2>Roll-backs</h2>${all.toReversed().map(rollBack)}</section>`;
}

/** @param {RollBack} told */
function rollBack({ at, who, why, from, times, settledMs }) {
  return html`<article class="roll-back">
    <p><b>${moment(at)}</b> from ${stopInWords(from)} by ${who}: ${prose(why)}</p>
    <dl class="figures">${
      times ? html`${figure('flag flipped', times.flagMs)}${figure('rule acknowledged', times.ruleMs)}${figure('last request on the candidate', times.lastRequestMs)}` : figure('flag and rule, at the latest', settledMs)
    }</dl>
    ${times ? html`<p class="quiet">Last request on the candidate: ${times.lastRequest}.</p>` : nothing}
  </article>`;
}

/** @param {string} name @param {number | null} ms */
function figure(name, ms) {
  return html`<div><dt>${name}</dt><dd>${ms === null ? '–' : duration(ms)}</dd></div>`;
}
