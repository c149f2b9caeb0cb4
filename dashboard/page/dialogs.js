/**
 * What is asked before something is done.
 * @import { Act } from '../state/group-state.ts'
 * @import { View } from './main.js'
 */
import { html, render } from 'lit-html';
import { actOn, isLoggedIn, logIn, ownName } from './session.js';
import { prose, sentence } from './words.js';

/** @type {Readonly<Record<Act, { readonly word: string, readonly title: string, readonly text: string }>>} */
export const ACTS = {
  approve: { word: 'Approve', title: 'Let it go on', text: 'It may leave this stop, for all that its approval gate asks. Its other gates still have to open.' },
  hold: { word: 'Hold', title: 'Hold', text: 'It goes no further until somebody resumes it. Callers stay where they are; drift is still put right.' },
  resume: { word: 'Resume', title: 'Resume', text: 'It may go on as its gates open.' },
  rollback: { word: 'Roll back', title: 'Roll back to legacy', text: 'Every caller is answered by legacy again, within seconds. The candidate keeps running, without callers.' },
};

/** Whoever stops something need not say why. @type {readonly Act[]} */
const STOPS = ['hold', 'rollback'];

/** Asks who and why, and does it. @param {Act} act @param {string} group @param {Pick<View, 'tell' | 'loggedIn'>} view */
export function askToAct(act, group, { tell, loggedIn }) {
  const { title, text, word } = ACTS[act];
  const fields = html`
    <label>Reason, for the journal<textarea name="why" rows="3" maxlength="500" ?required=${!STOPS.includes(act)} autofocus></textarea></label>
    <label>Your name<input name="who" maxlength="80" required autocomplete="name" .value=${ownName()}></label>`;
  openDialog(`${title}: ${group}`, text, fields, word, act === 'rollback', async (form) => {
    const answer = await actOn(act, group, form('who'), form('why'));
    if ('error' in answer) {
      // A login has an end, and may be over.
      void isLoggedIn().then(loggedIn, () => undefined);
      return `${sentence(answer.error.message)} ${answer.error.remedy}`;
    }
    tell(prose(answer.said));
    return undefined;
  });
}

/** Asks for the token. @param {() => void} done */
export function askToLogIn(done) {
  const fields = html`<label>Token<input name="token" type="password" required autofocus autocomplete="current-password"></label>`;
  openDialog('Log in to act', 'The token is what BANYAN_DASHBOARD_TOKEN holds where the page is served, or what banyan serve printed when it started.', fields, 'Log in', false, async (form) => {
    const refused = await logIn(form('token'));
    if (refused === undefined) done();
    return refused;
  });
}

/**
 * @param {string} title @param {string} text @param {unknown} fields @param {string} word of the button @param {boolean} isGrave
 * @param {(field: (name: string) => string) => Promise<string | undefined>} send resolves with why it did not work
 */
function openDialog(title, text, fields, word, isGrave, send) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  dialog.addEventListener('close', () => dialog.remove());
  let isSending = false;
  let refused = '';

  /** @param {SubmitEvent} event */
  async function submit(event) {
    event.preventDefault();
    if (isSending) return;
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    isSending = true;
    draw();
    refused = (await send((name) => textOf(data, name))) ?? '';
    isSending = false;
    if (refused === '') dialog.close();
    else draw();
  }

  function draw() {
    render(
      html`<form @submit=${submit}>
        <h2 id="dialog-title">${title}</h2>
        <p>${text}</p>
        ${fields}
        <p class="refused" role="alert">${refused}</p>
        <div class="buttons">
          <button type="button" @click=${() => dialog.close()}>Cancel</button>
          <button class=${isGrave ? 'grave' : 'main'} ?disabled=${isSending}>${isSending ? 'One moment …' : word}</button>
        </div>
      </form>`,
      dialog,
    );
  }
  draw();
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {FormData} data @param {string} name */
function textOf(data, name) {
  const value = data.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
