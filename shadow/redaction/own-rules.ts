import type { RedactionRules } from '../../domain/redaction.ts';
import { matchesPath } from '../../domain/route-match.ts';

/** A migration's own rules, in the form in which they are asked. */
export interface OwnRules {
  /** Whether nobody may see what stands under this name or path. */
  hidesName(path: string): boolean;
  /** Whether nobody may see this value. */
  hidesValue(text: string): boolean;
  /** Whether this field may be shown. */
  shows(path: string): boolean;
  /** A route or a path template without such values in it. */
  withoutValues(template: string): string;
}

export const NO_OWN_RULES: OwnRules = { hidesName: () => false, hidesValue: () => false, shows: () => false, withoutValues: (template) => template };

export function createOwnRules({ names, values, paths, shown }: RedactionRules): OwnRules {
  const parts = names.map((name) => name.toLowerCase());
  const fields = paths.map((path) => path.toLowerCase());
  const visible = new Set(shown.map((path) => path.toLowerCase()));
  const hidesValue = (text: string) => values.some((pattern) => matchesPath(pattern, text));
  return {
    hidesValue,
    hidesName(path) {
      const lower = path.toLowerCase();
      return parts.some((part) => lower.includes(part)) || fields.some((field) => lower.startsWith(field) && /^(?:$|[.[{])/.test(lower.slice(field.length)));
    },
    shows: (path) => visible.has(path.toLowerCase()),
    withoutValues: (template) => (values.length === 0 ? template : template.replaceAll(/[^/.[\]{}\s]+/g, (part) => (hidesValue(decode(part)) ? ':value' : part))),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
