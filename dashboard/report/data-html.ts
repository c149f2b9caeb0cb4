import type { ObservedData } from '../../domain/data-movement.ts';
import { formatBytes } from '../../domain/bytes.ts';
import { formatDuration } from '../../domain/duration.ts';
import { html, type Html } from '../../shadow/report/html-text.ts';
import { formatCount } from '../../shadow/report/wording.ts';

/** How the group's rows move, and how they compare. */
export function dataHtml({ flow, problems, backfill, lag, verification, lastPause }: ObservedData): Html {
  return html`<p>Flow: <b>${flow}</b>. ${formatCount(backfill.copied)} rows copied${backfill.done ? ', all' : ` of about ${formatCount(backfill.total)}`}, ${formatCount(backfill.quarantined)} in quarantine; ${formatCount(lag.changes)} changes behind, ${formatDuration(lag.ms)}.</p>
<p>${formatCount(verification.differing)} of ${formatCount(verification.checked)} rows compared differ, for which ${formatCount(verification.cost.rows)} rows and ${formatBytes(verification.cost.bytes)} were read in ${formatDuration(verification.cost.ms)}${lastPause ? `; when the ownership last changed, writers waited ${formatDuration(lastPause.ms)}` : ''}.</p>
${problems.map((problem) => html`<p class="failed">${problem}</p>`)}
${verification.samples.length === 0 ? '' : html`<table><thead><tr><th>Row</th><th>Column</th><th>Legacy</th><th>Candidate</th></tr></thead><tbody>${verification.samples.flatMap(({ table, key, columns }) => Object.entries(columns).map(([column, { legacy, candidate }]) => html`<tr><td>${table} ${key}</td><td>${column}</td><td>${legacy}</td><td>${candidate}</td></tr>
`))}</tbody></table>`}`;
}
