import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An argument of a resource or of one of its blocks, as AWS's provider for Terraform has it. */
interface Argument {
  readonly required: boolean;
  readonly kind: 'value' | 'list' | 'map' | Schema;
}

export type Schema = ReadonlyMap<string, Argument>;

const LIBRARY = join(import.meta.dirname, 'node_modules', '@cdktf', 'provider-aws', 'lib');

/** The provider's schema of a type such as `aws_ecs_service`, or `data-aws_region`: by the types that CDK for Terraform generates from it, which name each argument and say whether it has to be there. */
export function schemaOf(type: string): Schema {
  const folder = type.replace(/^aws_/, '').replaceAll('_', '-');
  const text = readFileSync(join(LIBRARY, folder, 'index.d.ts'), 'utf8');
  const interfaces = new Map([...text.matchAll(/^export interface (\w+)(?: extends [\w.]+)? \{\n([^]*?)^\}/gm)].map(([, name = '', body = '']) => [name, body]));
  const [, root = ''] = /constructor\(scope: Construct, id: string, config\??: (\w+)\)/.exec(text) ?? [];
  return schemaIn(interfaces, root);
}

/** Each member's comment links to the argument under its own name; a block's type is an interface beside. */
function schemaIn(interfaces: ReadonlyMap<string, string>, name: string): Schema {
  const members = (interfaces.get(name) ?? '').matchAll(/\{@link \S+#(\w+) [^}]*\}[^]*?\n {4}readonly \w+(\??): (\{[^}]*\}|[^;]+)/g);
  return new Map([...members].map(([, argument = '', optional, type = '']) => [argument, { required: optional !== '?', kind: kindOf(interfaces, type) }]));
}

function kindOf(interfaces: ReadonlyMap<string, string>, type: string): Argument['kind'] {
  const [first = ''] = type.split(' | ');
  const block = first.replace(/\[\]$/, '');
  if (interfaces.has(block)) return schemaIn(interfaces, block);
  if (first.startsWith('{')) return 'map';
  return first.endsWith('[]') ? 'list' : 'value';
}

/** What of these values the provider would refuse: arguments that it does not have, that are missing, or of another kind. */
export function refused(schema: Schema, values: Readonly<Record<string, unknown>>, at = ''): readonly string[] {
  const missing = [...schema].filter(([name, { required }]) => required && (values[name] === undefined || values[name] === null)).map(([name]) => `${at}${name} is missing`);
  return [...missing, ...Object.entries(values).flatMap(([name, value]) => (value === null ? [] : misfit(schema.get(name)?.kind, value, `${at}${name}`)))];
}

function misfit(kind: Argument['kind'] | undefined, value: unknown, at: string): readonly string[] {
  if (kind === undefined) return [`${at} is not known`];
  if (typeof kind === 'object') return Array.isArray(value) ? value.flatMap((each: Readonly<Record<string, unknown>>) => refused(kind, each, `${at}.`)) : [`${at} is a block`];
  const found = Array.isArray(value) ? 'list' : typeof value === 'object' ? 'map' : 'value';
  return found === kind ? [] : [`${at} is a ${kind}, not a ${found}`];
}
