import { html, type Html } from '../../shadow/report/html-text.ts';

const WORDS = [
  ['Route group', 'requests that move together, by their methods and paths.'],
  ['Legacy, candidate', 'the application that has answered these requests so far, and the service that takes them over.'],
  ['Stop', 'one place on the way from legacy to the candidate; the group moves by one at a time, and can go back to legacy from each.'],
  ['Shadow', 'legacy answers everybody; the candidate gets copies of the requests, and its answers are compared with legacy’s and returned to nobody.'],
  ['Cohort', 'this share of the callers is answered by the candidate, and by legacy whatever the candidate fails.'],
  ['Weight', 'the load balancer sends this share straight to the candidate.'],
  ['Gate', 'a question that is asked before a stop is left. It is open, held (not shown yet: it waits) or failed (the group goes back to legacy).'],
  ['Soak', 'the time to spend at a stop with the other gates open.'],
] as const;

/** For who has never seen a migration: what the report's words mean. */
export function wordsHtml(): Html {
  return html`<dl class="words">${WORDS.map(([word, meaning]) => html`<div><dt>${word}</dt><dd>${meaning}</dd></div>`)}</dl>`;
}
