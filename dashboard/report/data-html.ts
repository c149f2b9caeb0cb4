import type { ObservedData } from '../../domain/data-movement.ts';
import { describeData } from '../../domain/describe-data.ts';
import { tableHtml } from '../../shadow/report/html-table.ts';
import { html, type Html } from '../../shadow/report/html-text.ts';

/** How the group's rows move, and how they compare. */
export function dataHtml(data: ObservedData): Html {
  const rows = data.verification.samples.flatMap(({ table, key, columns }) => Object.entries(columns).map(([column, { legacy, candidate }]) => [`${table} ${key}`, column, legacy, candidate]));
  return html`<ul>${describeData(data).map((line) => html`<li>${line}</li>`)}</ul>
${rows.length === 0 ? '' : tableHtml(['Row', 'Column', 'Legacy', 'Candidate'], rows)}`;
}
