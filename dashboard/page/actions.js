/**
 * @import { GroupSummary } from '../state/group-state.ts'
 * @import { View } from './main.js'
 */
import { html } from 'lit-html';
import { ACTS, askToAct, askToLogIn } from './dialogs.js';

/** What can be done about a group now. Whoever has not logged in is asked to first. @param {GroupSummary} summary @param {View} view */
export function actions({ group, can }, view) {
  return html`<div class="actions" role="group" aria-label="Actions on ${group}">${can.map((act) => {
    const begin = () => (view.isLoggedIn ? askToAct(act, group, view) : askToLogIn(() => (view.loggedIn(true), askToAct(act, group, view))));
    return html`<button class=${act === 'rollback' ? 'grave' : act === 'approve' ? 'main' : ''} @click=${begin}>${ACTS[act].word}<span class="unseen"> ${group}</span></button>`;
  })}</div>`;
}
