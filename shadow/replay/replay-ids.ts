import { idForm } from '../identity/id-form.ts';
import { pairsOf } from '../recording/redact-headers.ts';
import type { RecordedAnswer } from '../recording/recorded-exchange.ts';
import { rewriteJson, scalarsOf, type Scalar } from '../recording/rewrite-json.ts';

/** Which id of this run stands for which of the recording, on one side. Bounded: the oldest are forgotten. */
export interface ReplayIds {
  /** An answer of this run had this value, which a pseudonym in the recording stands for. */
  saw(pseudonym: string, value: string): void;
  /** Two answers to one request that made something: what each calls it. */
  made(recorded: RecordedAnswer, answered: RecordedAnswer): void;
  /** What this run has in place of a recorded text; the text itself where nothing else is known. */
  toRun(text: string): string;
  /** Whether it is known what a pseudonym stands for. */
  knows(pseudonym: string): boolean;
  /** An answer of this run in the recording's ids. */
  toRecorded(answer: RecordedAnswer): RecordedAnswer;
}

const MOST = 50_000;
const ID_NAME = /^(?:_?id|uuid|guid|key|ref|reference|number|code|token|location)$|(?:Id|ID|_id|-id|Uuid|_uuid|Number|_number|Ref|_ref|Token|_token)s?$/;

export function createReplayIds(): ReplayIds {
  /** Pseudonym → what it stands for. */
  const values = new Map<string, string>();
  /** Of the recording → of this run, both as a recording has them; and back. */
  const forward = new Map<string, string>();
  const backward = new Map<string, string>();

  const pair = (recorded: string, answered: string) => {
    if (recorded === answered || idForm(recorded) !== idForm(answered) || forward.has(recorded) || backward.has(answered)) return;
    forget(forward, MOST);
    forget(backward, MOST);
    forward.set(recorded, answered);
    backward.set(answered, recorded);
  };
  const back = (name: string, text: string) => (isId(name, text) ? (backward.get(text) ?? text) : text);

  return {
    saw(pseudonym, value) {
      forget(values, MOST);
      values.set(pseudonym, value);
    },
    made(recorded, answered) {
      const ids = new Map(idsOf(recorded).map((each) => [each.place, each]));
      for (const { place, kind, text } of idsOf(answered)) {
        const other = ids.get(place);
        if (other?.kind === kind) pair(other.text, text);
      }
    },
    toRun(text) {
      const alias = forward.get(text) ?? text;
      return values.get(alias) ?? alias;
    },
    knows: (pseudonym) => values.has(forward.get(pseudonym) ?? pseudonym),
    toRecorded({ status, headers, body }) {
      if (backward.size === 0) return { status, headers, body };
      const rewrite = (path: string, text: string) => back(lastName(path), text);
      const json = body && rewriteJson(body.json, { string: rewrite, number: rewrite, key: rewrite });
      const spelled = pairsOf(headers).flatMap(([name, value]) => [name, name.toLowerCase().endsWith('location') ? value.replaceAll(/[^/?&=#]+/g, (piece) => back('location', piece)) : value]);
      return { status, headers: spelled, body: body && typeof json === 'string' ? { ...body, json } : body };
    },
  };
}

/** Short numbers are ids only where the name says so: elsewhere they are prices and counts as well. */
function isId(name: string, text: string): boolean {
  return ID_NAME.test(name) || !/^-?[\d.]{1,9}$/.test(text);
}

/** What an answer calls what was made: its id-like members, and the segments of its address. */
function idsOf({ headers, body }: RecordedAnswer): Pick<Scalar, 'place' | 'kind' | 'text'>[] {
  const members = [...scalarsOf(body?.json ?? 'null')].filter(({ name }) => ID_NAME.test(name));
  const location = pairsOf(headers).find(([name]) => name.toLowerCase() === 'location')?.[1] ?? '';
  return [...members, ...location.split(/[/?&=#]/).map((text, i) => ({ place: `location ${i}`, kind: 'string' as const, text }))];
}

function lastName(path: string): string {
  return /([^.[\]{}]+)(?:\[\]|\{\})*$/.exec(path)?.[1] ?? '';
}

function forget(map: Map<string, string>, most: number): void {
  if (map.size < most) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
