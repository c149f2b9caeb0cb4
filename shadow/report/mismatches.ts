import { OTHER_ROUTE, type Difference, type DifferenceKind, type Differences, type DifferenceSample } from '../../domain/difference.ts';
import { describeSides } from '../describe-difference.ts';
import { formatAnswers, formatPart, formatSpan } from './wording.ts';

/** One field of one route in which answers differ, over all groups of answers that do. */
export interface Mismatch {
  readonly route: string;
  readonly path: string;
  readonly kind: DifferenceKind;
  /** Answers that differ in it, and compared answers of the route; `null` where nobody counted those. */
  readonly count: number;
  readonly compared: number | null;
  /** Epoch milliseconds. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** The last one kept; `null` where none was. */
  readonly example: Difference | null;
}

/** What differs, field by field, most frequent first. */
export function mismatches({ routes, differences }: Differences): readonly Mismatch[] {
  const compared = new Map(routes.map((each) => [each.route, each.compared]));
  const parts = differences.flatMap(({ fields, ...group }) => fields.map((field) => ({ ...group, ...field })));
  const byField = Map.groupBy(parts, ({ route, path, kind }) => `${kind} ${path} ${route}`);
  const all = [...byField.values()].flatMap((found) => found.slice(0, 1).map(({ route, path, kind }): Mismatch => ({
    route,
    path,
    kind,
    count: found.reduce((sum, { count }) => sum + count, 0),
    compared: compared.get(route) ?? null,
    firstSeen: Math.min(...found.map(({ firstSeen }) => firstSeen)),
    lastSeen: Math.max(...found.map(({ lastSeen }) => lastSeen)),
    example: lastExample(found.flatMap(({ samples }) => samples), path, kind),
  })));
  return all.toSorted((a, b) => b.count - a.count || (`${a.route} ${a.path}` < `${b.route} ${b.path}` ? -1 : 1));
}

function lastExample(samples: readonly DifferenceSample[], path: string, kind: DifferenceKind): Difference | null {
  const examples = samples.toSorted((a, b) => a.at - b.at).flatMap(({ differences }) => differences.find((each) => each.path === path && each.kind === kind) ?? []);
  return examples.at(-1) ?? null;
}

/** `$.items[].price: legacy 19.99, candidate 20.00, in 214 of 10,532 answers (2.03 %), first seen 14:02, last 14:09 UTC` */
export function describeMismatch(mismatch: Mismatch, now: number): string {
  const { path, kind, count, compared, firstSeen, lastSeen, example } = mismatch;
  return `${path}: ${example ? describeSides(example) : UNSEEN[kind]}, in ${formatPart(count, compared)}, ${formatSpan(firstSeen, lastSeen, now)}`;
}

/** The first few, each with its route; then how many more there are. Nothing where nothing differs. */
export function firstSentences(differences: Differences, now: number, most: number): readonly string[] {
  const all = mismatches(differences);
  const sentences = all.slice(0, most).map((mismatch) => `${mismatch.route} ${describeMismatch(mismatch, now)}`);
  const rarer = rarerAnswers(differences);
  const rest = [...(all.length > most ? [`${all.length - most} more fields`] : []), ...(rarer > 0 ? [`${formatAnswers(rarer)} in rarer ways`] : [])];
  return rest.length > 0 ? [...sentences, `and ${rest.join(', and ')}`] : sentences;
}

/** Answers that differ in ways too rare to be kept apart. */
export function rarerAnswers({ differences }: Differences): number {
  return differences.find(({ route }) => route === OTHER_ROUTE)?.count ?? 0;
}

/** What is known of a field of which no sample was kept. */
const UNSEEN: Readonly<Record<DifferenceKind, string>> = {
  missing: 'only legacy has it',
  extra: 'only the candidate has it',
  type: 'the types differ',
  value: 'the values differ',
  order: 'the same elements in another order',
  class: 'not of the class it is masked with on both sides',
  identity: 'the ids do not stand for each other all over the answer',
  failed: 'the candidate gave no answer to compare',
};
