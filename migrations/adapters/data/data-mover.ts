import type { DesiredData, ObservedData } from '../../../domain/data-movement.ts';
import { BanyanError } from '../../../domain/errors.ts';
import type { DataMover } from '../../ports/data-mover.ts';
import { fetchText, NoAnswer, type Fetch, type TextAnswer } from '../fetch-text.ts';
import { firstProblem } from '../first-problem.ts';
import { refusalSchema, reportSchema } from './report-schema.ts';

export interface DataMoverOptions {
  /** Of the mover's admin port. */
  readonly url: string;
  /** What it takes orders by; without one it can be looked at only. */
  readonly token?: string | undefined;
  readonly fetch?: Fetch;
  /** For looking. A roll-back looks before it pulls its levers, and must not wait. Default 1 s. */
  readonly lookMs?: number;
  /** For orders: a change of owner waits for writers. Default 60 s. */
  readonly orderMs?: number;
}

const MOST_BYTES = 4 * 1024 * 1024;

/** The mover, by its admin port. */
export function createDataMover({ url, token, fetch = globalThis.fetch, lookMs = 1_000, orderMs = 60_000 }: DataMoverOptions): DataMover {
  const base = url.replace(/\/+$/, '');

  async function ask(path: string, init: RequestInit, timeoutMs: number): Promise<TextAnswer> {
    try {
      return await fetchText(`${base}${path}`, init, { fetch, timeoutMs, maxBytes: MOST_BYTES });
    } catch (error) {
      if (error instanceof NoAnswer) throw new BanyanError('MOVER_UNREACHABLE', `the mover at ${base} did not answer: ${error.message}`, { cause: error });
      throw error;
    }
  }

  async function order(method: 'POST' | 'DELETE', group: string, body?: DesiredData): Promise<void> {
    if (!token) throw new BanyanError('CREDENTIALS_MISSING', 'BANYAN_ADMIN_TOKEN is not set, by which the mover takes orders', { remedy: 'Set it to the token that the mover was started with.' });
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
    const { status, text } = await ask(`/data/${encodeURIComponent(group)}`, { method, headers, ...(body && { body: JSON.stringify(body) }) }, orderMs);
    if (status === 200) return;
    const said = refusalSchema.safeParse(jsonOf(text));
    const reason = said.success ? said.data.error : `it answered with ${status}`;
    if (status >= 500) throw new BanyanError('MOVER_UNREACHABLE', `the mover could not carry out what it was told of ${group}: ${reason}`);
    throw new BanyanError('MOVER_REFUSED', `the mover refused what it was told of ${group}: ${reason}`, said.success && said.data.remedy ? { remedy: said.data.remedy } : {});
  }

  return {
    async observe(groups) {
      const { status, text } = await ask('/data', { headers: { accept: 'application/json' } }, lookMs);
      const report = status === 200 ? reportSchema.safeParse(jsonOf(text)) : undefined;
      if (!report?.success) throw new BanyanError('MOVER_UNREACHABLE', `the mover at ${base} did not report: ${report ? firstProblem(report.error) : `it answered with ${status}`}`);
      return Object.fromEntries(groups.map((group) => [group, standOf(base, group, report.data[group])]));
    },
    ensure: (group, desired) => order('POST', group, desired),
    remove: (group) => order('DELETE', group),
  };
}

function standOf(base: string, group: string, told: ObservedData | 'absent' | { readonly unknown: string } | undefined): ObservedData | 'absent' {
  if (told === undefined) throw new BanyanError('MOVER_REFUSED', `the mover at ${base} knows nothing of ${group}`, { remedy: 'Start the mover with the migration files that the command line reads.' });
  if (typeof told === 'object' && 'unknown' in told) throw new BanyanError('MOVER_UNREACHABLE', `the mover cannot look at the data of ${group}: ${told.unknown}`);
  return told;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
