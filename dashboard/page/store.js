/**
 * What the server has told, and how the connection is.
 * @import { DashboardState } from '../state/dashboard-state.ts'
 * @import { GroupDetail, GroupSummary } from '../state/group-state.ts'
 * @typedef {{ readonly kind: 'connecting' } | { readonly kind: 'live' } | { readonly kind: 'away', readonly since: number } | { readonly kind: 'closed' }} Connection
 * @typedef {object} Store
 * @property {Connection} connection
 * @property {ReadonlyMap<string, unknown>} parts
 * @property {number} skew milliseconds that the server's clock is ahead of this one
 * @property {number | null} restarted when the server was found to be another than before
 */

/** The server tells something every few seconds: a stream that has not for so long, for the machine slept or its network changed, may be dead without anybody having said so. */
const SILENCE_MS = 30_000;
/** The longest pause between two attempts to reach the server. */
const LONGEST_PAUSE_MS = 8_000;

/**
 * Listens to the server for as long as the page is seen: browsers keep few connections to one host, and a page in the background needs none.
 * @param {string | null} group whose page it is
 * @param {(store: Store) => void} tell called whenever something has changed
 */
export function listen(group, tell) {
  /** @type {Store} */
  let store = { connection: { kind: 'connecting' }, parts: new Map(), skew: 0, restarted: null };
  /** @type {EventSource | undefined} */
  let source;
  /** @type {number | undefined} */
  let started;
  let pauseMs = 1_000;
  let heardAt = Date.now();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry;

  /** @param {Partial<Store>} change */
  function set(change) {
    store = { ...store, ...change };
    tell(store);
  }

  function open() {
    clearTimeout(retry);
    source?.close();
    heardAt = Date.now();
    source = new EventSource(`/api/stream${group === null ? '' : `?group=${encodeURIComponent(group)}`}`);
    source.addEventListener('hello', ({ data }) => {
      const hello = JSON.parse(data);
      pauseMs = 1_000;
      set({ connection: { kind: 'live' }, skew: hello.now - Date.now(), restarted: started !== undefined && started !== hello.started ? Date.now() : store.restarted });
      started = hello.started;
    });
    source.addEventListener('parts', ({ data }) => {
      heardAt = Date.now();
      set({ parts: new Map([...store.parts, ...Object.entries(JSON.parse(data))]) });
    });
    source.addEventListener('error', () => {
      source?.close();
      void lose();
    });
  }

  async function lose() {
    const refused = await fetch('/api/session').then(async (answer) => answer.ok && (await answer.json()), () => false);
    if (refused && refused.isClosed && !refused.loggedIn && store.parts.size === 0) return set({ connection: { kind: 'closed' } });
    if (store.connection.kind !== 'away') set({ connection: { kind: 'away', since: Date.now() } });
    retry = setTimeout(open, pauseMs);
    pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
  }

  setInterval(() => {
    if (store.connection.kind === 'live' && document.visibilityState === 'visible' && Date.now() - heardAt > SILENCE_MS) open();
  }, SILENCE_MS / 6);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') open();
    else {
      clearTimeout(retry);
      source?.close();
    }
  });
  tell(store);
  open();
  return { reopen: open };
}

/** @param {Store} store @returns {DashboardState['look'] | undefined} */
export const lookOf = ({ parts }) => /** @type {DashboardState['look'] | undefined} */ (parts.get('look'));

/** @param {Store} store @returns {DashboardState['engine'] | undefined} */
export const engineOf = ({ parts }) => /** @type {DashboardState['engine'] | undefined} */ (parts.get('engine'));

/** In the order of the migration files. @param {Store} store @returns {readonly GroupSummary[]} */
export function groupsOf({ parts }) {
  const order = /** @type {readonly string[]} */ (parts.get('order') ?? []);
  return order.flatMap((name) => /** @type {GroupSummary | undefined} */ (parts.get(`group ${name}`)) ?? []);
}

/** @param {Store} store @returns {GroupDetail | undefined} */
export function detailOf({ parts }) {
  const detail = [...parts].flatMap(([name, value]) => (name.startsWith('detail ') ? [[name.slice('detail '.length), value]] : []));
  return detail.length === 0 ? undefined : Object.fromEntries(detail);
}

/** Milliseconds since what is shown was read, by the server's clock; `undefined`: nothing was yet. @param {Store} store */
export function ageOf(store) {
  const at = lookOf(store)?.at;
  return typeof at === 'number' ? Math.max(0, Date.now() + store.skew - at) : undefined;
}
