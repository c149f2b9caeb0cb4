import { expect } from '@jest/globals';
import type { ServiceName } from '../../../sandbox/wire/service-models.ts';
import { until } from '../../support/until.ts';
import type { Client, Outcome } from './client.ts';
import type { Ask, ExpectedOf, Ids, InputOf, Row } from './row.ts';

/** What a part of a row came to, beside what it should have come to. */
export interface Finding {
  /** `answer`, `afterwards`, or what is refused. */
  readonly part: string;
  readonly expected: object;
  readonly seen: Outcome;
}

export interface Following {
  readonly client: Client;
  readonly service: ServiceName;
  readonly operation: string;
  readonly ids: Ids;
  /** How long what is seen afterwards may take. */
  readonly patienceMs: number;
}

/** Does all that the row says, in its order. */
export async function followRow({ client, service, operation, ids, patienceMs }: Following, row: Row): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const call = (name: string, input: InputOf) => client.call(service, name, typeof input === 'function' ? input(ids) : input).catch(failed);
  const answering = (answer: ExpectedOf) => ({ answer: typeof answer === 'function' ? (answer as (ids: Ids) => object)(ids) : answer });
  if ('input' in row) {
    findings.push({ part: 'answer', expected: answering(row.answer), seen: await call(operation, row.input) });
    if (row.afterwards) {
      const [look, input, shown] = row.afterwards;
      const finding = { part: 'afterwards', expected: answering(shown), seen: await call(look, input) };
      const later = async () => ({ ...finding, seen: await call(look, input) });
      findings.push(conforms(finding) ? finding : await until(async () => [await later()].find(conforms), patienceMs).catch(later));
    }
  }
  for (const { what, input, code, status = 400 } of row.refused ?? []) {
    const seen = await call(operation, input);
    const told = 'refused' in seen && seen.refused.status === undefined ? undefined : status;
    findings.push({ part: what, expected: { refused: { code, status: told } }, seen });
  }
  return findings;
}

export function conforms({ expected, seen }: Finding): boolean {
  try {
    expect(seen).toMatchObject(expected);
    return true;
  } catch {
    return false;
  }
}

function failed(error: unknown): Outcome {
  return { failed: String(error) };
}

/** How a row's scene is made, whoever follows the row then. */
export function askBy(client: Client): Ask {
  return async (service, operation, input, path) => {
    const outcome = await client.call(service, operation, input);
    if (!('answer' in outcome)) throw new Error(`The scene could not be set by ${operation}: ${JSON.stringify(outcome)}`);
    return path === undefined ? '' : textAt(outcome.answer, path);
  };
}

function textAt(answer: unknown, path: string): string {
  const value = path.split('.').reduce<unknown>((each, key) => (each as Readonly<Record<string, unknown>> | undefined)?.[key], answer);
  return typeof value === 'string' ? value : '';
}
