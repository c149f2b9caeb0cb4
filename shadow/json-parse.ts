import type { FieldRule } from './field-rules.ts';
import { mix, stepHigh, stepLow, type Hash } from './hash.ts';
import { JsonNode, type JsonDocument, type JsonKind } from './json-node.ts';
import { plainNumber } from './json-number.ts';
import { JsonScanner, NOT_JSON, NotJson } from './json-scan.ts';
import { maskForm } from './mask-form.ts';
import { repeatedKeys } from './repeated-keys.ts';

/** Deeper or larger documents are compared as text: they are bombs more often than data. */
const MAX_DEPTH = 512;
const MAX_NODES = 500_000;

/** What tells kinds apart in a hash. */
const TAGS: Readonly<Record<JsonKind | 'mask' | 'bag', number>> = { null: 0x11, boolean: 0x22, number: 0x33, string: 0x44, array: 0x55, object: 0x66, mask: 0x77, bag: 0x88 };

/** Parses strict JSON and hashes every subtree in the same pass. `undefined` where the text is not JSON, or too deep or too large. */
export function parseJson(text: string, rule: FieldRule | undefined, start: Hash): JsonDocument | undefined {
  try {
    return { text, root: new JsonParser(text, start).document(rule) };
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

class JsonParser extends JsonScanner {
  nodes = 0;

  document(rule: FieldRule | undefined): JsonNode {
    const root = this.value(rule, 0);
    this.skipSpace();
    if (this.at !== this.text.length) throw NOT_JSON;
    return root;
  }

  value(rule: FieldRule | undefined, depth: number): JsonNode {
    if (depth > MAX_DEPTH || ++this.nodes > MAX_NODES) throw NOT_JSON;
    switch (this.skipSpace()) {
      case 0x7b:
        return this.object(rule, depth);
      case 0x5b:
        return this.array(rule, depth);
      case 0x22: {
        const start = this.at;
        this.string();
        return this.scalar('string', start, rule);
      }
      case 0x74:
        return this.word('boolean', 'true');
      case 0x66:
        return this.word('boolean', 'false');
      case 0x6e:
        return this.word('null', 'null');
      default: {
        const start = this.at;
        this.number();
        return this.scalar('number', start, rule);
      }
    }
  }

  object(rule: FieldRule | undefined, depth: number): JsonNode {
    const start = this.at++;
    const members: JsonNode[] = [];
    let low = 0;
    let high = 0;
    if (this.skipSpace() === 0x7d) this.at++;
    else {
      do {
        const member = this.member(rule, depth);
        members.push(member);
        // A sum, so that the order of the members means nothing.
        low = (low + mix(stepLow(member.keyLow, member.low))) | 0;
        high = (high + mix(stepHigh(member.keyHigh, member.high))) | 0;
      } while (this.goesOn(0x7d));
    }
    const repeated = repeatedKeys(members);
    if (repeated) {
      low = (low + repeated.low) | 0;
      high = (high + repeated.high) | 0;
    }
    return this.container('object', start, members, low, high);
  }

  member(rule: FieldRule | undefined, depth: number): JsonNode {
    if (this.skipSpace() !== 0x22) throw NOT_JSON;
    const keyStart = this.at;
    this.string();
    const { at: keyEnd, low, high } = this;
    if (this.skipSpace() !== 0x3a) throw NOT_JSON;
    this.at++;
    const member = this.value(rule && this.memberRule(rule, keyStart, keyEnd), depth + 1);
    member.keyStart = keyStart;
    member.keyEnd = keyEnd;
    member.keyLow = low;
    member.keyHigh = high;
    return member;
  }

  memberRule(rule: FieldRule, keyStart: number, keyEnd: number): FieldRule | undefined {
    if (rule.keys.size === 0) return rule.anyKey;
    const key = this.text.slice(keyStart + 1, keyEnd - 1);
    return rule.keys.get(key.includes('\\') ? (JSON.parse(`"${key}"`) as string) : key) ?? rule.anyKey;
  }

  array(rule: FieldRule | undefined, depth: number): JsonNode {
    const start = this.at++;
    const elements: JsonNode[] = [];
    let low = 0;
    let high = 0;
    let bagLow = 0;
    let bagHigh = 0;
    if (this.skipSpace() === 0x5d) this.at++;
    else {
      do {
        const element = this.value(rule?.element, depth + 1);
        elements.push(element);
        low = stepLow(low, element.low);
        high = stepHigh(high, element.high);
        bagLow = (bagLow + mix(element.low ^ this.start.low)) | 0;
        bagHigh = (bagHigh + mix(element.high ^ this.start.high)) | 0;
      } while (this.goesOn(0x5d));
    }
    const node = rule?.unordered ? this.container('array', start, elements, bagLow, bagHigh) : this.container('array', start, elements, low, high);
    node.bagLow = mix(stepLow(this.start.low ^ TAGS.bag, bagLow) ^ elements.length);
    node.bagHigh = mix(stepHigh(this.start.high ^ TAGS.bag, bagHigh) ^ elements.length);
    return node;
  }

  /** Whether a comma came, and not the closing bracket. */
  goesOn(close: number): boolean {
    const code = this.skipSpace();
    if (code !== 0x2c && code !== close) throw NOT_JSON;
    this.at++;
    return code === 0x2c;
  }

  container(kind: 'array' | 'object', start: number, children: readonly JsonNode[], low: number, high: number): JsonNode {
    const tag = TAGS[kind];
    const node = new JsonNode(kind, start, this.at, mix(stepLow(this.start.low ^ tag, low) ^ children.length), mix(stepHigh(this.start.high ^ tag, high) ^ children.length));
    node.children = children;
    return node;
  }

  word(kind: 'null' | 'boolean', word: string): JsonNode {
    const start = this.at;
    if (!this.text.startsWith(word, start)) throw NOT_JSON;
    this.at += word.length;
    this.hashText(word);
    return this.scalar(kind, start, undefined);
  }

  scalar(kind: JsonKind, start: number, rule: FieldRule | undefined): JsonNode {
    let tag = TAGS[kind];
    if (rule?.mask !== undefined && (kind === 'string' || kind === 'number')) {
      const lexeme = this.text.slice(start, this.at);
      const form = maskForm(rule.mask, kind, kind === 'string' ? (JSON.parse(lexeme) as string) : plainNumber(lexeme));
      if (form !== undefined) {
        // All values of one form hash alike: that is what a mask is.
        this.hashText(form);
        tag = TAGS.mask;
      }
    }
    return new JsonNode(kind, start, this.at, mix(this.low ^ tag), mix(this.high ^ tag));
  }
}
