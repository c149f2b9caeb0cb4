/** @import { Split } from '../state/split.ts' */
import { html, svg } from 'lit-html';
import { percent, splitInWords } from './words.js';

/** Who answers, as a bar and in numbers that stand below each other. @param {Split | undefined} split in percent @param {string} nothing said where there is none */
export function splitBar(split, nothing) {
  if (!split) return html`<div class="split"><svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect class="none" width="100" height="1"></rect></svg><p class="shares quiet">${nothing}</p></div>`;
  const { legacy, cohort, direct } = split;
  const part = (/** @type {string} */ name, /** @type {number} */ from, /** @type {number} */ width) => svg`<rect class=${name} x=${from} width=${Math.max(0, width)} height="1"></rect>`;
  return html`<div class="split">
    <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label=${splitInWords(split)}>${part('direct', 0, direct)}${part('cohort', direct, cohort)}${part('legacy', direct + cohort, legacy)}</svg>
    <p class="shares" aria-hidden="true"><span class="direct">${percent(direct)} weight</span><span class="cohort">${percent(cohort)} cohort</span><span class="legacy">${percent(legacy)} legacy</span></p>
  </div>`;
}
