import { visible } from '../../shadow/report/visible.ts';

/** For `JSON.stringify`: no text of a journal or an answer may turn the text around it, or hide in it. */
export function asVisible(_: string, value: unknown): unknown {
  return typeof value === 'string' ? visible(value) : value;
}
