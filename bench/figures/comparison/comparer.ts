import { randomBytes } from 'node:crypto';
import { createDifferenceList } from '../../../shadow/difference-list.ts';
import { compareExchange, createRedactor, NO_RULES, type CapturedResponse, type Comparison } from '../../../shadow/index.ts';
import { differJson } from '../../../shadow/json-difference.ts';
import type { JsonDocument } from '../../../shadow/json-node.ts';
import { parseJson } from '../../../shadow/json-parse.ts';
import { figure, medianMs, type Figure } from '../../figure.ts';

const redactor = createRedactor({ runKey: randomBytes(32) });

/** Comparing two answers, from the bytes to the differences, on one thread. */
export function comparisonFigures(): Figure[] {
  const page = document(180);
  // Another order of keys, so that equal bytes do not spare the parsing.
  const same = page.map(({ id, sku, name, price, tags, stock }) => ({ stock, tags, price, name, sku, id }));
  const [legacy, candidate] = [response({ items: page }), response({ items: same })];
  const mib = (legacy.body.length + candidate.body.length) / 2 ** 20;
  const seconds = medianMs(200, () => expectCount(compare(legacy, candidate), 0)) / 1_000;

  const list = document(4_000);
  const longer = [...list.slice(0, 10), { ...list[0], id: -1 }, ...list.slice(10)];
  const [left, right] = [parsed(list), parsed(longer)];
  const insertion = medianMs(50, () => differJson(left, right, undefined, redactor, createDifferenceList()));
  return [
    figure(`comparing ${Math.round(legacy.body.length / 1024)} KiB of JSON, both sides, parse to verdict`, mib / seconds, 'MiB/s', '≥', 60),
    figure('differences of one insertion in 4,000 elements', compare(response(list), response(longer)).differences.length, 'differences', '≤', 1),
    figure('finding that insertion, after parsing', insertion, 'ms', '≤', 1),
  ];
}

function compare(legacy: CapturedResponse, candidate: CapturedResponse): Comparison {
  return compareExchange({ method: 'GET', target: '/api/products', at: 0, legacy, candidate }, NO_RULES, redactor);
}

function parsed(value: unknown): JsonDocument {
  const document = parseJson(JSON.stringify(value), undefined, redactor.hashStart);
  if (!document) throw new Error('the document cannot be parsed');
  return document;
}

function expectCount({ differences }: Comparison, count: number): void {
  if (differences.length !== count) throw new Error(`${differences.length} differences instead of ${count}`);
}

interface Item {
  readonly id: number;
  readonly sku: string;
  readonly name: string;
  readonly price: number;
  readonly tags: readonly string[];
  readonly stock: { readonly warehouse: string; readonly count: number };
}

function document(length: number): Item[] {
  return Array.from({ length }, (_, id) => ({
    id,
    sku: `SKU-${id * 7919}`,
    name: `Product number ${id} with a name as long as names of products are, and then a little longer`,
    price: ((id * 37) % 10_000) / 100,
    tags: ['garden', `tag-${id % 17}`, 'a tag with some words in it', `series-${id % 5}`],
    stock: { warehouse: `W${id % 9}`, count: id % 113 },
  }));
}

function response(body: unknown): CapturedResponse {
  return { status: 200, rawHeaders: ['Content-Type', 'application/json'], body: new TextEncoder().encode(JSON.stringify(body)), bodyTruncated: false, ms: 0 };
}
