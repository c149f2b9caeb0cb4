/** @import { View } from './main.js' */
import { html, nothing } from 'lit-html';
import { askToLogIn } from './dialogs.js';
import { logOut } from './session.js';
import { ageOf, lookOf } from './store.js';
import { duration, moment } from './words.js';

/** What stands above every page: whether what is seen is true now, and whether one may act. @param {View} view @param {() => void} reopen */
export function topBar(view, reopen) {
  const age = ageOf(view.store);
  const isLive = view.store.connection.kind === 'live' && !isStale(view);
  const logIn = () => askToLogIn(() => (view.loggedIn(true), reopen()));
  const leave = async () => {
    await logOut();
    view.loggedIn(false);
  };
  return html`<header class="top">
    <a class="mark" href="/"><img src="/page/icon.svg" alt="" width="22" height="22">Banyan</a>
    <p class="live ${isLive ? '' : 'stale'}"><i></i>${isLive ? 'live' : 'not live'}${age === undefined ? nothing : html`, <span class="roomy">read </span><span class="age">${duration(Math.max(1_000, Math.floor(age / 1_000) * 1_000))}</span> ago`}</p>
    ${view.isLoggedIn ? html`<button class="plain" @click=${leave}>Log out</button>` : html`<button class="plain" @click=${logIn}>Log in<span class="roomy"> to act</span></button>`}
  </header>`;
}

/** Says so where what is seen is old, or cannot be seen. @param {View} view */
export function connectionNotes(view) {
  const { connection, restarted } = view.store;
  const look = lookOf(view.store);
  if (connection.kind === 'closed') return note('Only those who have the token see this page from another machine: log in.');
  if (connection.kind === 'away') return note(`The server has not answered since ${moment(connection.since)}. What you see is from then; it is asked again every few seconds. If callers are in trouble, banyan rollback works without this page.`);
  if (typeof look?.failed === 'string') return note(`The last look at the world failed: ${look.failed}`);
  if (connection.kind === 'live' && isStale(view)) return note('The server answers, but has not looked at the world for a while.');
  return restarted === null ? nothing : html`<p class="note" role="status">The server was started anew at ${moment(restarted)}: what was measured before is no longer in the plot.</p>`;
}

/** A look takes time of its own, and one may be late. @param {View} view */
function isStale({ store }) {
  const [age, look] = [ageOf(store), lookOf(store)];
  return age !== undefined && look !== undefined && age > 4 * look.everyMs + 5_000;
}

/** @param {string} text */
const note = (text) => html`<p class="note bad" role="alert">${text}</p>`;
