import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** A customer as the monolith exported it. */
export interface CustomerRow {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly password_salt: string;
  readonly password_hash: string;
  readonly is_staff: boolean;
}

const SNAPSHOT = new URL('../seed/customers.ndjson.gz', import.meta.url);

export async function readCustomers(): Promise<CustomerRow[]> {
  const lines = gunzipSync(await readFile(SNAPSHOT)).toString().trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as CustomerRow);
}
