import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Codec, Encoded } from './codec.ts';
import { requireMembers } from './read-shape.ts';
import { AwsError } from './service.ts';
import type { ServiceModel } from './service-models.ts';

const NAMESPACE = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';
/** No AWS shape is nested deeper; what is deeper cannot be a member. */
const DEEPEST = 32;

/** AWS query: a form in, XML out. */
export const queryCodec: Codec = {
  decode(body, input, model) {
    return readNode(input, parseForm(body.toString('utf8')), model, '');
  },
  encode(operation, output, schema, requestId) {
    return xml(
      `<${operation}Response xmlns="${NAMESPACE}">${result(operation, output, schema)}` +
        `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
    );
  },
  encodeError({ code, message, status }, _model, requestId) {
    const type = status >= 500 ? 'Receiver' : 'Sender';
    return xml(
      `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>` +
        `<RequestId>${requestId}</RequestId></ErrorResponse>`,
    );
  },
};

function result(operation: string, output: unknown, schema: NormalizedSchema): string {
  if (output === undefined || output === null || !schema.isStructSchema()) return `<${operation}Result/>`;
  const serializer = new XmlShapeSerializer({ timestampFormat: { default: 5, useTrait: true }, xmlNamespace: '', defaultNamespace: '' } as never);
  serializer.write(schema, output);
  const name = schema.getName() ?? '';
  return String(serializer.flush()).replace(`<${name}`, `<${operation}Result`).replace(new RegExp(`</${name}>$`), `</${operation}Result>`);
}

interface Node {
  text?: string;
  readonly children: Map<string, Node>;
}

/** The form's dotted names as a tree. */
function parseForm(body: string): Node {
  const root: Node = { children: new Map() };
  for (const [name, value] of new URLSearchParams(body)) {
    const parts = name.split('.', DEEPEST + 1);
    if (parts.length > DEEPEST) throw new AwsError('MalformedInput', `The parameter name ${name.slice(0, 80)}… is nested too deeply.`);
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
  if (schema.isListSchema()) return readList(schema, node, model, path);
  const text = node.text ?? '';
  if (schema.isBooleanSchema()) return readBoolean(text, path);
  if (schema.isNumericSchema()) return readNumber(text, path);
  if (schema.isTimestampSchema()) return readDate(text, path);
  return text;
}

/** `X.member.1=…`; an empty list comes as `X=`. */
function readList(schema: NormalizedSchema, node: Node, model: ServiceModel, path: string): unknown[] {
  const members = [...(node.children.get('member')?.children ?? [])];
  if (members.some(([index]) => !/^[1-9]\d{0,5}$/.test(index))) throw malformed(path, 'a list whose members are numbered from 1');
  return members
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([index, member]) => readNode(schema.getValueSchema(), member, model, `${path}.member.${index}`));
}

function readBoolean(text: string, path: string): boolean {
  if (text !== 'true' && text !== 'false') throw malformed(path, '`true` or `false`');
  return text === 'true';
}

function readNumber(text: string, path: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw malformed(path, 'an integer');
  return Number(text);
}

function readDate(text: string, path: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw malformed(path, 'an ISO 8601 timestamp');
  return date;
}

function malformed(path: string, expected: string): AwsError {
  return new AwsError('MalformedInput', `${path} must be ${expected}.`);
}

function xml(body: string): Encoded {
  return { body, headers: { 'content-type': 'text/xml' } };
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
