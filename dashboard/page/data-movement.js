/** @import { ObservedData } from '../../domain/data-movement.ts' */
import { html, nothing } from 'lit-html';
import { count, duration, moment } from './words.js';

const FLOWS = /** @type {const} */ ({
  none: 'Nothing flows; legacy owns the writes',
  forward: 'Changes flow from legacy to the candidate; legacy owns the writes',
  reverse: 'Changes flow back from the candidate to legacy; the candidate owns the writes',
  ended: 'Nothing flows back any more; the candidate owns the writes',
});

/** How the group's rows get from one store to the other. @param {ObservedData | null} data */
export function dataMovement(data) {
  if (!data) return nothing;
  const { flow, missing, problems, backfill, lag, verification, lastPause, ended } = data;
  const { copied, total, perSecond, quarantined, done } = backfill;
  const left = !done && perSecond > 0 ? (1_000 * Math.max(0, total - copied)) / perSecond : undefined;
  return html`<section><h2>Data</h2>
    <p>${FLOWS[flow]}.</p>
    ${[...problems, ...missing].map((line) => html`<p><b class="badge bad">trouble</b> ${line}</p>`)}
    ${total > 0 && !done ? html`<progress max=${total} value=${copied} aria-label="Rows copied"></progress>` : nothing}
    <dl class="figures">
      <div><dt>rows copied${done ? ', all' : html` of about ${count(total)}`}</dt><dd>${count(copied)}</dd></div>
      ${done ? nothing : html`<div><dt>rows a second${left === undefined ? nothing : html`, ${duration(left)} left`}</dt><dd>${count(Math.round(perSecond))}</dd></div>`}
      <div><dt>${lag.changes === 1 ? 'change' : 'changes'} behind</dt><dd>${lag.changes === 0 ? '0' : html`${count(lag.changes)} <small>${duration(lag.ms)}</small>`}</dd></div>
      ${verification.checked === 0 ? nothing : html`<div class=${verification.differing > 0 ? 'bad' : ''}><dt>of ${count(verification.checked)} rows compared differ</dt><dd>${count(verification.differing)}</dd></div>`}
      ${verification.cost.rows > 0 ? html`<div><dt>rows read to compare</dt><dd>${count(verification.cost.rows)} <small>${duration(verification.cost.ms)}</small></dd></div>` : nothing}
      ${quarantined > 0 ? html`<div class="bad"><dt>rows in quarantine</dt><dd>${count(quarantined)}</dd></div>` : nothing}
      ${lastPause ? html`<div><dt>writers waited, ${moment(lastPause.at)}</dt><dd>${duration(lastPause.ms)}</dd></div>` : nothing}
    </dl>
    ${ended ? html`<p>Since ${moment(ended.at)} nothing flows back: ${Object.entries(ended.writes).map(([table, rows]) => `${count(rows)} in ${table}`).join(', ') || 'nothing'} was written since.</p>` : nothing}
    ${verification.samples.length > 0 ? samples(verification.samples) : nothing}
  </section>`;
}

/** @param {ObservedData['verification']['samples']} rows */
function samples(rows) {
  const cells = rows.flatMap(({ table, key, columns }) => Object.entries(columns).map(([column, sides]) => ({ row: `${table} ${key}`, column, ...sides })));
  return html`<div class="wide" tabindex="0" role="group" aria-label="Rows that differ"><table>
    <thead><tr><th scope="col">Row</th><th scope="col">Column</th><th scope="col">Legacy</th><th scope="col">Candidate</th></tr></thead>
    <tbody>${cells.map(({ row, column, legacy, candidate }) => html`<tr><th scope="row">${row}</th><td>${column}</td><td><code>${legacy}</code></td><td><code>${candidate}</code></td></tr>`)}</tbody>
  </table></div>`;
}
