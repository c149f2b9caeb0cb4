import { html, type Html } from './html-text.ts';

/** A table whose cells have their heads with them, too: where there is no room for columns they stand below each other. */
export function tableHtml(heads: readonly string[], rows: readonly (readonly (string | Html)[])[], kind = 'wide'): Html {
  const cells = (row: readonly (string | Html)[]) => row.map((cell, n) => html`<td data-head="${heads[n] ?? ''}">${cell}</td>`);
  return html`<table class="${kind}"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>
${rows.map((row) => html`<tr>${cells(row)}</tr>
`)}</tbody></table>`;
}
