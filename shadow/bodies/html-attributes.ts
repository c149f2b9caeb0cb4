import type { DefaultTreeAdapterTypes } from 'parse5';

type Element = DefaultTreeAdapterTypes.Element;

/** Whose presence is their value (HTML, "boolean attributes"). */
const BOOLEAN = new Set(
  'allowfullscreen async autofocus autoplay checked controls default defer disabled formnovalidate hidden inert ismap itemscope loop multiple muted nomodule novalidate open playsinline readonly required reversed selected'.split(' '),
);
const TOKEN_NAME = /csrf|xsrf|authenticity.?token|requestverificationtoken|^_token$/i;
/** What a bundler puts into an asset's file name: `app.3f2a9c1b.js`, `app-BxK3_9aZ.css`. Hexadecimal, or letters of both cases; and a digit. */
const BUILD_HASH = /([.-])(?=\w{0,32}\d)(?:[\da-f]{8,32}|(?=\w{0,32}[A-Z])(?=\w{0,32}[a-z])\w{8,32})(?=(?:\.[a-z]\w{0,4}){1,2}(?:[?#]|$))/;
const ASSET_ATTRIBUTES: Readonly<Record<string, string>> = { script: 'src', link: 'href' };

/**
 * An element's attributes under `@name`, their order meaning nothing. What is new with each answer or each build is replaced by what it is: a nonce,
 * a token against forged requests, the hash in an asset's name. That there is one still counts.
 */
export function htmlAttributes(element: Element): Readonly<Record<string, string>> {
  const name = attribute(element, 'name');
  return Object.fromEntries(element.attrs.map((each) => [`@${each.prefix ? `${each.prefix}:` : ''}${each.name}`, written(element.tagName, name, each.name, each.value)]));
}

function written(tag: string, elementName: string, name: string, value: string): string {
  if (value === '' || (BOOLEAN.has(name) && value.toLowerCase() === name)) return '';
  if (name === 'nonce' || name === 'integrity') return `(${name})`;
  if (TOKEN_NAME.test(elementName) && ((tag === 'input' && name === 'value') || (tag === 'meta' && name === 'content'))) return '(token)';
  if (name === 'class') return [...new Set(value.split(/\s+/).filter((word) => word !== ''))].toSorted().join(' ');
  return ASSET_ATTRIBUTES[tag] === name ? value.replace(BUILD_HASH, '$1(hash)') : value;
}

function attribute({ attrs }: Element, name: string): string {
  return attrs.find((each) => each.name === name)?.value ?? '';
}
