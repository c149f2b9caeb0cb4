import { expect } from '@jest/globals';

export const aDate = expect.any(Date);
export const text = expect.any(String);
export const aNumber = expect.any(Number);

export function like(pattern: RegExp) {
  return expect.stringMatching(pattern);
}

/** An ARN of the sandbox's form: the service, and what its resource begins with. */
export function arnOf(service: string, resource: string) {
  return expect.stringMatching(new RegExp(`^arn:aws:${service}:[a-z0-9-]*:\\d{12}:${resource}`));
}

/** A list that has at least this. */
export function having(...items: readonly unknown[]) {
  return expect.arrayContaining(items.map((item) => (typeof item === 'object' && item !== null && !('asymmetricMatch' in item) ? expect.objectContaining(item as Record<string, unknown>) : item)));
}

/** A list without one whose member is that. */
export function lacking(member: string, value: string) {
  return expect.not.arrayContaining([expect.objectContaining({ [member]: value })]);
}

/** A list in which no text ends so. */
export function lackingText(end: string) {
  return expect.not.arrayContaining([expect.stringMatching(new RegExp(`${end}$`))]);
}

/** Percentiles are answered from a sketch: within a hundredth. */
export function about(value: number) {
  return expect.closeTo(value, -Math.log10((2 * value) / 100));
}
