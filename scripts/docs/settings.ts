import { z } from 'zod';

/** What a setting may be without one; of an object, by its members. */
type Value = string | number | boolean | null | readonly Value[] | { readonly [member: string]: Value };

/** A schema as JSON Schema tells it. */
interface Form {
  readonly type?: string;
  readonly description?: string;
  readonly default?: Value | undefined;
  readonly const?: string | number;
  readonly enum?: readonly (string | number)[];
  readonly anyOf?: readonly Form[];
  readonly items?: Form;
  readonly properties?: Readonly<Record<string, Form>>;
  readonly required?: readonly string[];
  readonly format?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly multipleOf?: number;
}

/** One row of a table: what a setting is called, what it takes, what it is without one, and what it is for. */
export type Setting = readonly [name: string, takes: string, byDefault: string, description: string];

/**
 * The settings that a schema declares, those of an object within it by their paths: `aws.region`, `notifications[].url`.
 * @throws Error where one has no description
 */
export function settingsOf(schema: z.ZodObject): readonly Setting[] {
  const form = (io: 'input' | 'output') => z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Form;
  // What is read as something else (a list from a text) has its type on the way in, and its default on the way out.
  return membersOf('', form('input'), form('output'), true);
}

function membersOf(path: string, taken: Form, read: Form | undefined, isNeeded: boolean): readonly Setting[] {
  const { properties = {}, required = [] } = taken;
  return Object.entries(properties).flatMap(([name, member]) => {
    const inside = Object.keys(member.properties ?? {}).length > 0;
    const told = [member.default, read?.properties?.[name]?.default, (taken.default as Readonly<Record<string, Value>> | undefined)?.[name]].find((each) => each !== undefined);
    const form = { ...member, default: told };
    const need = told !== undefined || !required.includes(name) ? '' : isNeeded ? 'must be set' : 'must be set with it';
    return inside ? membersOf(`${path}${name}.`, form, read?.properties?.[name], need === 'must be set') : settingAt(`${path}${name}`, form, need);
  });
}

function settingAt(name: string, form: Form, need: string): readonly Setting[] {
  if (form.description === undefined) return name === '$schema' ? [] : fail(`${name} has no description`);
  const own: Setting = [`\`${name}\``, takes(form), need || byDefault(form.default), form.description];
  const parts = [...(form.anyOf ?? []), ...(form.items ? [form.items] : [])].filter(({ properties }) => properties);
  return [own, ...parts.flatMap((part) => membersOf(`${name}${form.items ? '[]' : ''}.`, part, undefined, false))];
}

function byDefault(value: Value | undefined): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '';
  if (value === null) return '`none`';
  return typeof value === 'object' ? 'all of them' : `\`${value}\``;
}

function takes(form: Form): string {
  if (form.anyOf) return form.anyOf.map(takes).join(' or ');
  if (form.enum) return form.enum.map((each) => `\`${each}\``).join(', ');
  if (form.const !== undefined) return `\`${form.const}\``;
  if (form.type === 'integer' || form.type === 'number') return numbers(form);
  if (form.type === 'boolean') return '`true`, `false`';
  if (form.type === 'array') return form.items?.properties ? 'list' : `list: ${takes(form.items ?? {})}`;
  if (form.properties) return `\`{ ${Object.keys(form.properties).join(', ')} }\``;
  if (form.format === 'uri') return 'URL';
  return form.minLength && form.minLength > 1 ? `text, ${form.minLength} characters at least` : 'text';
}

function numbers({ type, minimum = 0, maximum = Infinity, multipleOf }: Form): string {
  const kind = multipleOf ? `multiple of ${multipleOf}` : type === 'integer' ? 'whole number' : 'number';
  return maximum >= Number.MAX_SAFE_INTEGER ? `${kind} from ${written(minimum)}` : `${kind}, ${written(minimum)}–${written(maximum)}`;
}

const written = (n: number): string => n.toLocaleString('en');

function fail(why: string): never {
  throw new Error(why);
}
