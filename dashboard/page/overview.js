/**
 * All route groups: where each stands, whether it is safe, what holds it, what happens next, how to stop it.
 * @import { GroupSummary } from '../state/group-state.ts'
 * @import { Standing } from '../state/standing.ts'
 * @import { DashboardState } from '../state/dashboard-state.ts'
 * @import { View } from './main.js'
 */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { actions } from './actions.js';
import { splitBar, splitKey } from './split-bar.js';
import { stopsInBrief } from './stops.js';
import { engineOf, groupsOf } from './store.js';
import { count, nextInWords, percentOf, prose, STANDINGS, stopInWords } from './words.js';

const SECTIONS = /** @type {const} */ ([
  ['attention', 'Needs somebody'],
  ['way', 'On the way'],
  ['rest', 'At rest'],
]);
/** With fewer there is nothing to look for. */
const MANY = 12;

/** @param {View} view */
export function overview(view) {
  const groups = groupsOf(view.store);
  const shown = groups.filter(({ group }) => group.toLowerCase().includes(view.filter.toLowerCase()));
  const engine = engineOf(view.store);
  return html`<main id="content" tabindex="-1">
    <h1>${headline(groups)}</h1>
    <div class="lead"><p class="quiet">${engineInWords(engine)}</p>${groups.length === 0 ? nothing : splitKey()}</div>
    ${groups.length > MANY ? html`<label class="filter">Find a route group<input type="search" .value=${view.filter} @input=${(/** @type {InputEvent} */ { target }) => view.setFilter(/** @type {HTMLInputElement} */ (target).value)}></label>` : nothing}
    ${SECTIONS.map(([section, title]) => sectionOf(title, shown.filter(({ standing }) => STANDINGS[standing.kind].section === section).toSorted(byUrgency), view))}
    ${groups.length === 0 ? html`<p>There are no migration files yet. <code>banyan init</code> writes a first one.</p>` : nothing}
  </main>`;
}

/** @param {string} title @param {readonly GroupSummary[]} groups @param {View} view */
function sectionOf(title, groups, view) {
  if (groups.length === 0) return nothing;
  return html`<section class="groups" aria-label=${title}>
    <h2>${title} <span class="quiet">${count(groups.length)}</span></h2>
    <ul>${repeat(groups, ({ group }) => group, (each) => row(each, view))}</ul>
  </section>`;
}

/** @param {GroupSummary} summary @param {View} view */
function row(summary, view) {
  const { group, stop, standing, measured, asked } = summary;
  const { word, tone } = STANDINGS[standing.kind];
  const end = endOf(engineOf(view.store), group);
  return html`<li class="group">
    <div class="name">
      <h3><a href="/groups/${encodeURIComponent(group)}">${group}</a></h3>
      <p class="stop">${stop === null ? 'at an unknown stop' : stopInWords(stop)}</p>
      ${stopsInBrief(summary)}
    </div>
    ${splitBar(percentOf(measured), asked)}
    <div class="says">
      <p><b class="badge ${tone}">${word}</b> ${prose(standing.because)}</p>
      ${nextInWords(summary) === undefined ? nothing : html`<p class="quiet">Next: ${nextInWords(summary)}</p>`}
      ${end === undefined ? nothing : html`<p class="quiet">This process gave it up: ${prose(end)}</p>`}
    </div>
    ${actions(summary, view)}
  </li>`;
}

/** @param {readonly GroupSummary[]} groups */
function headline(groups) {
  if (groups.length === 0) return 'No route group yet';
  const how = (/** @type {(standing: Standing['kind']) => boolean} */ is, /** @type {string} */ words) => {
    const many = groups.filter(({ standing }) => is(standing.kind)).length;
    return many === 0 ? [] : [`${count(many)} ${words}`];
  };
  const needing = groups.filter(({ standing }) => STANDINGS[standing.kind].section === 'attention').length;
  const parts = [needing > 0 ? `${count(needing)} ${needing === 1 ? 'needs' : 'need'} somebody` : 'none needs anybody', ...how((kind) => STANDINGS[kind].section === 'way', 'on the way'), ...how((kind) => kind === 'finished', 'done'), ...how((kind) => kind === 'not-begun', 'not begun')];
  return `${count(groups.length)} route ${groups.length === 1 ? 'group' : 'groups'}: ${parts.join(', ')}`;
}

/** @param {DashboardState['engine'] | undefined} engine */
function engineInWords(engine) {
  if (engine?.kind === 'running') return 'This process moves them, too, as their gates open.';
  if (engine?.kind === 'ended') return 'This process has moved them as far as it could; now it only watches.';
  return 'This process only watches; banyan run moves them.';
}

/** @param {DashboardState['engine'] | undefined} engine @param {string} group */
function endOf(engine, group) {
  return engine?.kind === 'ended' && Object.hasOwn(engine.failures, group) ? engine.failures[group] : undefined;
}

/** Within a section; else they stay in the order of their files. @param {GroupSummary} a @param {GroupSummary} b */
function byUrgency(a, b) {
  return Number(STANDINGS[b.standing.kind].tone === 'bad') - Number(STANDINGS[a.standing.kind].tone === 'bad');
}
