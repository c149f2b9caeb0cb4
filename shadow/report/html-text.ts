import { visible } from './visible.ts';

/** Markup that is safe to stand in a page: made by {@link html}, or a constant. */
export interface Html {
  readonly markup: string;
}

/** Markup with values in it: text is escaped, so that nothing it holds can be anything but text; markup made by this function stays. */
export function html(strings: TemplateStringsArray, ...values: readonly (string | number | Html | readonly Html[])[]): Html {
  return { markup: strings.map((part, i) => part + (i < values.length ? markupOf(values[i]!) : '')).join('') };
}

function markupOf(value: string | number | Html | readonly Html[]): string {
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

function escape(text: string): string {
  return visible(text).replace(/[&<>"'`]/g, (char) => ENTITIES[char] ?? '');
}
