/**
 * @import { GateProgress } from '../state/gate-progress.ts'
 * @import { GroupDetail, ShownVerdict } from '../state/group-state.ts'
 */
import { html, nothing, svg } from 'lit-html';
import { count, prose } from './words.js';

const TONES = /** @type {const} */ ({ failed: 'bad', held: 'wait', open: 'good' });
/** What keeps it comes first. */
const ORDER = Object.keys(TONES);

/** What has to be true before it goes on, and how sure that is. @param {GroupDetail} detail */
export function gates({ gates: verdicts }) {
  return html`<section><h2>Gates</h2>
    ${verdicts.length === 0 ? html`<p class="quiet">Nothing is asked at this stop.</p>` : html`<ul class="gates">${verdicts.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state)).map(gate)}</ul>`}
  </section>`;
}

/** @param {ShownVerdict} verdict */
function gate({ gate: name, state, because, evidence, progress }) {
  const numbers = Object.entries(evidence).filter(([, value]) => value !== null);
  return html`<li>
    <div class="gate"><p><b class="badge ${TONES[state]}">${state}</b> <b>${name}</b></p>${progress ? meter(name, state, progress) : nothing}</div>
    <div><p>${prose(because)}</p>
    ${numbers.length === 0 ? nothing : html`<details><summary>Numbers</summary><dl class="numbers">${numbers.map(([key, value]) => html`<div><dt>${inWords(key)}</dt><dd>${typeof value === 'number' ? number(value) : prose(String(value))}</dd></div>`)}</dl></details>`}</div>
  </li>`;
}

/** How far it has come towards opening. @param {string} name @param {ShownVerdict['state']} state @param {GateProgress} progress */
function meter(name, state, { share, words }) {
  return html`<svg class="meter ${TONES[state]}" viewBox="0 0 100 1" preserveAspectRatio="none" role="meter" aria-label=${name} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(100 * share)} aria-valuetext=${words}>${svg`<rect width=${100 * share} height="1"></rect>`}</svg>`;
}

/** `mismatchBelow` as `mismatch below`. @param {string} key */
const inWords = (key) => key.replaceAll(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);

/** @param {number} value */
const number = (value) => (Number.isInteger(value) ? count(value) : Number(value.toPrecision(4)).toString());
