/** @import { RollBack } from '../state/roll-backs.ts' */
import { html, nothing } from 'lit-html';
import { duration, moment, stopInWords } from './words.js';

/** Each time that the group was taken back, the last first, with its three times. @param {readonly RollBack[]} all */
export function rollBacks(all) {
  if (all.length === 0) return nothing;
  return html`<section><h2>Roll-backs</h2>${all.toReversed().map(rollBack)}</section>`;
}

/** @param {RollBack} told */
function rollBack({ at, who, why, from, times, settledMs }) {
  return html`<article class="roll-back">
    <p><b>${moment(at)}</b> from ${stopInWords(from)} by ${who}: ${why}</p>
    <dl class="figures">${
      times
        ? html`${figure('flag flipped', times.flagMs)}${figure('rule acknowledged', times.ruleMs)}${figure('last request on the candidate', times.lastRequestMs, times.lastRequest)}`
        : html`${figure('flag and rule, at the latest', settledMs)}`
    }</dl>
  </article>`;
}

/** @param {string} name @param {number | null} ms @param {string} [words] */
function figure(name, ms, words) {
  return html`<div><dt>${name}${words === undefined ? nothing : html`<br><small>${words}</small>`}</dt><dd>${ms === null ? '–' : duration(ms)}</dd></div>`;
}
