/**
 * @import { Store } from './store.js'
 * @typedef {object} View what pages are drawn from, and what they may do
 * @property {Store} store
 * @property {string} filter
 * @property {(filter: string) => void} setFilter
 * @property {boolean} isLoggedIn
 * @property {(isLoggedIn: boolean) => void} loggedIn
 * @property {(said: string) => void} tell
 */
import { html, render } from 'lit-html';
import { connectionNotes, topBar } from './frame.js';
import { groupPage } from './group-page.js';
import { overview } from './overview.js';
import { announce, newsBetween } from './news.js';
import { isLoggedIn, logInByAddress } from './session.js';
import { groupsOf, listen } from './store.js';

const group = /^\/groups\/([^/]+)$/.exec(location.pathname)?.[1];
const name = group === undefined ? null : decodeURIComponent(group);
document.title = name === null ? 'Banyan' : `${name} · Banyan`;

/** @type {View | undefined} */
let view;
let isDue = false;

/** @param {Partial<View>} change */
function update(change) {
  const before = view;
  view = { store: change.store ?? /** @type {View} */ (view).store, filter: '', setFilter: (filter) => update({ filter }), isLoggedIn: false, loggedIn: (is) => update({ isLoggedIn: is }), tell: say, ...view, ...change };
  if (before && change.store) for (const news of newsBetween(groupsOf(before.store), groupsOf(change.store))) announce(news);
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    draw();
  });
}

function draw() {
  if (!view) return;
  const current = view;
  const isFirst = document.querySelector('.stops') === null;
  render(html`${topBar(current, stream.reopen)}${connectionNotes(current)}${name === null ? overview(current) : groupPage(current, name)}`, /** @type {HTMLElement} */ (document.getElementById('page')));
  // Where there is no room for all stops, the present one is what is looked for.
  if (isFirst) document.querySelector('.stops .here')?.scrollIntoView({ inline: 'center', block: 'nearest' });
}

/** What was done is shown, and read out. @param {string} said */
function say(said) {
  announce(said);
  const note = document.createElement('p');
  note.className = 'said';
  note.role = 'status';
  note.textContent = said;
  document.body.append(note);
  setTimeout(() => note.remove(), 12_000);
}

const stream = listen(name, (store) => {
  // Another server knows nobody yet.
  if (view && store.restarted !== view.store.restarted) void isLoggedIn().then((is) => update({ isLoggedIn: is }), () => undefined);
  update({ store });
});
// The age of what is shown grows by itself.
setInterval(draw, 1_000);
await logInByAddress();
const loggedIn = await isLoggedIn().catch(() => false);
if (loggedIn) update({ isLoggedIn: true });
