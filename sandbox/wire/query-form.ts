import type { NormalizedSchema } from '@smithy/core/schema';
import { CommonError } from './common-error.ts';
import { requireMembers, requireWhole } from './read-shape.ts';
import type { ServiceModel } from './service-models.ts';

/** No AWS shape is nested deeper; what is deeper cannot be a member. */
const DEEPEST = 32;

interface Node {
  text?: string;
  readonly children: Map<string, Node>;
}

/** The input that a form stands for: `X.member.1.Y=…` is a member of a structure in a list. Parameters that AWS does not know are left out. */
export function readForm(schema: NormalizedSchema, form: string, model: ServiceModel): unknown {
  return readNode(schema, parseForm(form), model, '');
}

/** The form's dotted names as a tree. */
function parseForm(form: string): Node {
  const root: Node = { children: new Map() };
  for (const [name, value] of new URLSearchParams(form)) {
    const parts = name.split('.', DEEPEST + 1);
    if (parts.length > DEEPEST) throw new CommonError('malformed', `The parameter name ${name.slice(0, 80)}… is nested too deeply.`);
    let node = root;
    for (const part of parts) {
      let child = node.children.get(part);
      if (!child) node.children.set(part, (child = { children: new Map() }));
      node = child;
    }
    node.text = value;
  }
  return root;
}

function readNode(schema: NormalizedSchema, node: Node, model: ServiceModel, path: string): unknown {
  if (schema.isStructSchema()) {
    const read: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const child = node.children.get(name);
      if (child) read[name] = readNode(member, child, model, path === '' ? name : `${path}.${name}`);
    }
    requireMembers(schema, read, model, path);
    return read;
  }
  if (schema.isListSchema()) return numbered(node, 'member', path).map(([index, child]) => readNode(schema.getValueSchema(), child, model, `${path}.member.${index}`));
  if (schema.isMapSchema()) return Object.fromEntries(numbered(node, 'entry', path).map(([index, child]) => readEntry(schema, child, model, `${path}.entry.${index}`)));
  const text = node.text ?? '';
  if (schema.isBooleanSchema()) return readBoolean(text, path);
  if (schema.isNumericSchema()) return readNumber(text, model, path);
  if (schema.isTimestampSchema()) return readDate(text, path);
  return text;
}

/** `X.member.1=…`, `X.entry.1.key=…`; an empty list comes as `X=`. */
function numbered(node: Node, name: 'member' | 'entry', path: string): readonly (readonly [string, Node])[] {
  const children = [...(node.children.get(name)?.children ?? [])];
  if (children.some(([index]) => !/^[1-9]\d{0,5}$/.test(index))) throw malformed(path, 'a list whose members are numbered from 1');
  return children.toSorted(([a], [b]) => Number(a) - Number(b));
}

function readEntry(schema: NormalizedSchema, { children }: Node, model: ServiceModel, path: string): [string, unknown] {
  return [children.get('key')?.text ?? '', readNode(schema.getValueSchema(), children.get('value') ?? { children: new Map() }, model, `${path}.value`)];
}

function readBoolean(text: string, path: string): boolean {
  if (text !== 'true' && text !== 'false') throw malformed(path, '`true` or `false`');
  return text === 'true';
}

function readNumber(text: string, model: ServiceModel, path: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(Number(text))) throw malformed(path, 'a number');
  requireWhole(path, Number(text), model);
  return Number(text);
}

function readDate(text: string, path: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw malformed(path, 'an ISO 8601 timestamp');
  return date;
}

function malformed(path: string, expected: string): CommonError {
  return new CommonError('malformed', `${path} must be ${expected}.`);
}
