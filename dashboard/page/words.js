/**
 * Numbers and times as people read them.
 * @import { GroupSummary } from '../state/group-state.ts'
 * @import { Standing } from '../state/standing.ts'
 * @import { Split } from '../state/split.ts'
 */

const COUNT = new Intl.NumberFormat('en-US');
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const MINUTE = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

const UNITS = [
  { below: 60_000, ms: 1_000, name: 's' },
  { below: 3_600_000, ms: 60_000, name: 'm' },
  { below: 86_400_000, ms: 3_600_000, name: 'h' },
];

/** @param {number} n */
export const count = (n) => COUNT.format(n);

/** `850 ms`, `9.4 s`, `12 m`, `3.5 h`, `7 d`. @param {number} ms */
export function duration(ms) {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const unit = UNITS.find(({ below }) => ms < below) ?? { ms: 86_400_000, name: 'd' };
  return `${Number((ms / unit.ms).toFixed(1))} ${unit.name}`;
}

/** A moment on an axis whose marks are so many seconds apart. @param {number} at @param {number} everySeconds */
export const clock = (at, everySeconds) => (everySeconds < 60 ? CLOCK : everySeconds < 86_400 ? MINUTE : DAY).format(at);

/** A time of today by its clock, another with its day. @param {number} at @param {number} [now] */
export function moment(at, now = Date.now()) {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return isToday ? CLOCK.format(at) : `${DAY.format(at)}, ${CLOCK.format(at).slice(0, 5)}`;
}

/** `weight:50` as `weight 50 %`. @param {string} stop */
export const stopInWords = (stop) => stop.replace(/:(\d+(?:\.\d+)?)$/, ' $1 %');

/** What comes next, where anything does. @param {GroupSummary} summary */
export function nextInWords({ group, next, standing }) {
  if (standing.kind === 'failing') return `back to legacy, by banyan run ${group}`;
  return next === null ? undefined : stopInWords(next);
}

/** A sentence with its times and stops as people here read them. @param {string} text */
export const prose = (text) => text.replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (iso) => moment(Date.parse(iso))).replaceAll(/\b(?:front|cohort|weight):\d+(?:\.\d+)?\b/g, stopInWords);

/** What an error says, with a beginning and an end. @param {string} text */
export const sentence = (text) => prose(text.charAt(0).toUpperCase() + text.slice(1)).replace(/[^.!?…]$/, '$&.');

/** Shares in percent; `undefined` where there was nothing. @param {Split | null} split @returns {Split | undefined} */
export function percentOf(split) {
  const total = split ? split.legacy + split.cohort + split.direct : 0;
  if (!split || total === 0) return undefined;
  return { legacy: (100 * split.legacy) / total, cohort: (100 * split.cohort) / total, direct: (100 * split.direct) / total };
}

/** `45.0 %`; all, none, and what is nearly so are told apart. @param {number} n */
export function percent(n) {
  if (n === 0 || n === 100) return `${n} %`;
  if (n < 0.05) return '< 0.1 %';
  return n >= 99.95 ? '> 99.9 %' : `${n.toFixed(1)} %`;
}

/** `legacy 45.0 %, candidate 5.0 % by cohort and 50.0 % by weight`. @param {Split} split in percent */
export function splitInWords({ legacy, cohort, direct }) {
  return `legacy ${percent(legacy)}, candidate ${percent(cohort)} by cohort and ${percent(direct)} by weight`;
}

/** @type {Readonly<Record<Standing['kind'], { readonly word: string, readonly tone: 'bad' | 'wait' | 'good' | 'quiet', readonly section: 'attention' | 'way' | 'rest' }>>} */
export const STANDINGS = {
  unknown: { word: 'Cannot be read', tone: 'bad', section: 'attention' },
  failing: { word: 'Failing', tone: 'bad', section: 'attention' },
  drifted: { word: 'Drifted', tone: 'bad', section: 'attention' },
  'rolled-back': { word: 'Rolled back', tone: 'bad', section: 'attention' },
  asks: { word: 'Asks you', tone: 'wait', section: 'attention' },
  restrained: { word: 'Held', tone: 'wait', section: 'attention' },
  waiting: { word: 'Waiting', tone: 'quiet', section: 'way' },
  changing: { word: 'Changing', tone: 'good', section: 'way' },
  watching: { word: 'Watching', tone: 'good', section: 'way' },
  ready: { word: 'Ready', tone: 'good', section: 'way' },
  finished: { word: 'Done', tone: 'quiet', section: 'rest' },
  'not-begun': { word: 'Not begun', tone: 'quiet', section: 'rest' },
};
