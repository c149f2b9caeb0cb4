/** @import { Split } from '../state/split.ts' */
import { html, nothing, svg } from 'lit-html';
import { percent, splitInWords } from './words.js';

/** Which colour is whose in all the bars, once. */
export const splitKey = () => html`<p class="key" aria-hidden="true"><i class="direct"></i>candidate, by weight <i class="cohort"></i>by cohort <i class="legacy"></i>legacy</p>`;

/** Who answers, as a bar and in numbers; where that is not measured, who is asked to. @param {Split | undefined} measured in percent @param {Split | null} asked in percent */
export function splitBar(measured, asked) {
  const split = measured ?? asked;
  if (!split) return html`<div class="split"><svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect class="none" width="100" height="1"></rect></svg><p class="shares">nobody knows</p></div>`;
  const { legacy, cohort, direct } = split;
  const part = (/** @type {string} */ name, /** @type {number} */ from, /** @type {number} */ width) => svg`<rect class=${name} x=${from} width=${Math.max(0, width)} height="1"></rect>`;
  return html`<div class="split">
    <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label="${measured ? 'Measured' : 'Asked for'}: ${splitInWords(split)}">${part('direct', 0, direct)}${part('cohort', direct, cohort)}${part('legacy', direct + cohort, legacy)}</svg>
    <p class="shares" aria-hidden="true"><span>candidate ${percent(cohort + direct)}</span><span>legacy ${percent(legacy)}</span></p>
    ${measured || legacy === 100 ? nothing : html`<p class="shares">as asked for, not measured</p>`}
  </div>`;
}
