/** @import { GroupSummary } from '../state/group-state.ts' */
import { html } from 'lit-html';
import { stopInWords } from './words.js';

/** Where it stands between what is done and what is ahead, in one line. @param {GroupSummary} summary */
export function stopsInBrief({ stop, stops }) {
  const here = stops.indexOf(stop ?? '');
  return html`<p class="brief-stops" role="img" aria-label="Stop ${here + 1} of ${stops.length}: ${stop ?? 'unknown'}">${stops.map((_, n) => html`<i class=${placeOf(n, here)}></i>`)}</p>`;
}

/** All stops with their names. @param {GroupSummary} summary */
export function allStops({ stop, stops }) {
  const here = stops.indexOf(stop ?? '');
  return html`<nav class="stops" aria-label="Stops" tabindex="0"><ol>
    ${stops.map((each, n) => html`<li class=${placeOf(n, here)} aria-current=${n === here ? 'step' : 'false'}><i></i><span>${stopInWords(each)}</span><span class="unseen">${{ done: ', done', here: ', here', ahead: ', ahead' }[placeOf(n, here)]}</span></li>`)}
  </ol></nav>`;
}

/** @param {number} n @param {number} here @returns {'done' | 'here' | 'ahead'} */
function placeOf(n, here) {
  if (n === here) return 'here';
  return n < here ? 'done' : 'ahead';
}
