/**
 * Who may act: those who have shown the token. The key is kept where no other site, and no other port of this machine, can read it.
 * @import { Act } from '../state/group-state.ts'
 */

const KEY = 'banyan-key';
const NAME = 'banyan-name';

/** What was said last of oneself, so that it need not be said each time. */
export const ownName = () => localStorage.getItem(NAME) ?? '';

/** @returns {Promise<boolean>} */
export async function isLoggedIn() {
  const { loggedIn } = await (await fetch('/api/session', { headers: keyHeader() })).json();
  return loggedIn;
}

/** Takes a token from the address, where `banyan serve` has put it, and the address back to what may be shared. @returns {Promise<boolean>} whether it did */
export async function logInByAddress() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return false;
  history.replaceState(null, '', location.pathname);
  return (await logIn(token)) === undefined;
}

/** @param {string} token @returns {Promise<string | undefined>} why not; nothing where it worked */
export async function logIn(token) {
  const answer = await order('POST', '/api/session', { token });
  if ('error' in answer) return answer.error.message;
  localStorage.setItem(KEY, answer.key);
  return undefined;
}

export async function logOut() {
  await order('DELETE', '/api/session', {});
  localStorage.removeItem(KEY);
}

/**
 * @param {Act} act @param {string} group @param {string} who @param {string} why
 * @returns {Promise<{ readonly said: string } | { readonly error: { readonly message: string, readonly remedy: string } }>}
 */
export async function actOn(act, group, who, why) {
  localStorage.setItem(NAME, who);
  return order('POST', `/api/groups/${encodeURIComponent(group)}/${act}`, { who, why });
}

/** @param {'POST' | 'DELETE'} method @param {string} path @param {object} body */
async function order(method, path, body) {
  try {
    const request = { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'x-banyan': 'page', ...keyHeader() } };
    return await (await fetch(path, request)).json();
  } catch {
    return { error: { message: 'The server does not answer.', remedy: 'Whether it was done shows when it answers again. On the command line, `banyan rollback` does the same.' } };
  }
}

/** @returns {Record<string, string>} */
function keyHeader() {
  const key = localStorage.getItem(KEY);
  return key === null ? {} : { 'x-banyan-key': key };
}
