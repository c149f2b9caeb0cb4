/** A name as SQL takes it whatever is in it. */
export function ident(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `orders`, `shop.orders`. */
export function tableIdent(table: string): string {
  return table.split('.').map(ident).join('.');
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `$1::text[], $2::text[]`: one array a column. */
export function arrays(count: number, from = 1): string {
  return Array.from({ length: count }, (_, i) => `$${from + i}::text[]`).join(', ');
}

/** Rows turned into one array a column. */
export function columnwise(rows: readonly (readonly (string | null)[])[], width: number): (string | null)[][] {
  return Array.from({ length: width }, (_, at) => rows.map((row) => row[at] ?? null));
}

/** A boolean's text, as a server and as PGlite write it. */
export function isTrue(text: string | null | undefined): boolean {
  return text === 't' || text === 'true';
}
