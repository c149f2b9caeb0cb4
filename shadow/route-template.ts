import { isSlug, secretShape } from './secret-shape.ts';

/** Deeper paths are cut: what makes routes countless is seldom a route. */
const MAX_SEGMENTS = 12;

/** The route of a request where nobody named it: `GET /api/products/42?page=2` is `GET /api/products/:id`. The same on every proxy. */
export function routeTemplate(method: string, target: string): string {
  const path = target.split(/[?#]/, 1)[0] ?? '';
  const segments = path.split('/');
  const shown = segments.slice(0, MAX_SEGMENTS + 1).map(segmentTemplate);
  return `${method} ${shown.join('/')}${segments.length > shown.length ? '/…' : ''}`;
}

/** A segment as it stands in a template: a name stays, data becomes `:id` or, where it looks like nothing known, `:value`. */
function segmentTemplate(segment: string): string {
  const text = decode(segment);
  const extension = /\.[a-z][a-z\d]{1,4}$/i.exec(text)?.[0] ?? '';
  const stem = extension === '' ? text : text.slice(0, -extension.length);
  if (isId(stem)) return `:id${extension}`;
  if (isId(text)) return ':id';
  return isPlain(text) ? segment : ':value';
}

function isId(text: string): boolean {
  return (
    /^\d+$/.test(text) ||
    /^\d{4}-\d\d(?:-\d\d)?(?:T[\d:.Z+-]+)?$/.test(text) ||
    (/^[\da-f]{8,}$/i.test(text) && /\d/.test(text)) ||
    // A word with a number: `order-10023`, `SKU_441`.
    /^[a-z]{1,10}[-_]\d{2,}$/i.test(text) ||
    secretShape(text) !== undefined
  );
}

/** What begins with a colon would pass for a template's own. */
function isPlain(text: string): boolean {
  return text === '' || text === '.' || text === '..' || isSlug(text.toLowerCase()) || /^[\w.~@$&+,;=-][\w.~@:$&+,;=-]{0,23}$/.test(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
