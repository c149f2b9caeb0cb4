import { z } from 'zod';

type Condition = 'EQ' | 'IN' | 'BEGINS_WITH' | 'BETWEEN';
/** Which conditions each name of a list's filters takes; the first is the default. */
export type FilterNames = Readonly<Record<string, readonly [Condition, ...Condition[]]>>;

export const NAMESPACE_FILTERS = { TYPE: ['EQ', 'BEGINS_WITH'], NAME: ['EQ', 'BEGINS_WITH'], HTTP_NAME: ['EQ', 'BEGINS_WITH'], RESOURCE_OWNER: ['EQ'] } as const satisfies FilterNames;
export const SERVICE_FILTERS = { NAMESPACE_ID: ['EQ'], RESOURCE_OWNER: ['EQ'] } as const satisfies FilterNames;
export const OPERATION_FILTERS = { NAMESPACE_ID: ['EQ'], SERVICE_ID: ['EQ'], STATUS: ['EQ', 'IN'], TYPE: ['EQ', 'IN'], UPDATE_DATE: ['BETWEEN'] } as const satisfies FilterNames;

/** How many values a condition takes, at least and at most. */
const VALUES: Readonly<Record<Condition, readonly [number, number]>> = { EQ: [1, 1], BEGINS_WITH: [1, 1], IN: [1, 100], BETWEEN: [2, 2] };

interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
  readonly Condition: Condition;
}

/** The filters of a list, refused where a name does not take a condition, or a condition not so many values. */
export function filters(names: FilterNames) {
  const filter = z.object({ Name: z.string(), Values: z.array(z.string()), Condition: z.enum(['EQ', 'IN', 'BEGINS_WITH', 'BETWEEN']).optional() }).transform(({ Name, Values, Condition }, context): Filter => {
    const conditions = Object.hasOwn(names, Name) ? names[Name] : undefined;
    const condition = Condition ?? 'EQ';
    const [least, most] = VALUES[condition];
    if (!conditions) context.addIssue(`The filter name must be one of ${Object.keys(names).join(', ')}.`);
    else if (!conditions.includes(condition)) context.addIssue(`The filter ${Name} takes the condition ${conditions.join(' or ')}.`);
    else if (Values.length < least || Values.length > most) context.addIssue(`The condition ${condition} takes ${least === most ? least : `${least} to ${most}`} values.`);
    return { Name, Values, Condition: condition };
  });
  return z.array(filter).default([]);
}

/** Whether a resource with these values passes all filters. Dates are epoch ms here and epoch seconds in a filter. */
export function passes(list: readonly Filter[], values: Readonly<Record<string, string | number | undefined>>): boolean {
  return list.every(({ Name, Values, Condition }) => {
    const value = values[Name] ?? '';
    if (Condition === 'BETWEEN') return Number(value) >= Number(Values[0]) * 1_000 && Number(value) <= Number(Values[1]) * 1_000;
    return Condition === 'BEGINS_WITH' ? Values.some((start) => String(value).startsWith(start)) : Values.includes(String(value));
  });
}
