import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { htmlAttributes } from './html-attributes.ts';

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;
/** `{"p":[{"@class":"a"},"Hello, ",{"b":[{},"you"]}]}`: the attributes, then what is in it. */
export type Tree = string | { readonly [tag: string]: readonly (Tree | Readonly<Record<string, string>>)[] };

/** Deeper trees are compared as text. */
const MAX_DEPTH = 200;
/** In these every character counts. */
const VERBATIM = new Set(['pre', 'textarea', 'script', 'style', 'xmp', 'listing']);
/** White space beside these is seen; at the edges of others it is not. */
const INLINE = new Set(
  'a abbr b bdi bdo button cite code data del dfn em i img input ins kbd label mark output q s samp select small span strong sub sup svg time u var'.split(' '),
);

/** An HTML page as JSON text, as a browser's parser understands it. Comments and white space that nobody sees are left out. `undefined` where it is too deep. */
export function htmlDocument(text: string): string | undefined {
  const document = parse(text);
  const doctype = document.childNodes.find((node): node is DefaultTreeAdapterTypes.DocumentType => node.nodeName === '#documentType');
  const root = document.childNodes.find(isElement);
  try {
    return JSON.stringify({ '@doctype': doctype ? [doctype.name, doctype.publicId].join(' ').trim() : 'none', ...(root && elementTree(root, 0)) });
  } catch (error) {
    if (error === TOO_DEEP) return undefined;
    throw error;
  }
}

const TOO_DEEP = new Error('too deep');

function elementTree(element: Element, depth: number): Exclude<Tree, string> {
  if (depth > MAX_DEPTH) throw TOO_DEEP;
  const inside = 'content' in element ? (element as DefaultTreeAdapterTypes.Template).content.childNodes : element.childNodes;
  return { [element.tagName]: [htmlAttributes(element), ...childTrees(inside, VERBATIM.has(element.tagName), depth + 1)] };
}

function childTrees(children: readonly Node[], verbatim: boolean, depth: number): Tree[] {
  const seen = elementsAndTexts(children);
  return seen.flatMap((node, i): Tree[] => {
    if (typeof node !== 'string') return [elementTree(node, depth)];
    const text = verbatim ? node : visibleText(node, seen[i - 1], seen[i + 1]);
    return text === '' ? [] : [text];
  });
}

/** Text that only a comment parts is one. */
function elementsAndTexts(children: readonly Node[]): (Element | string)[] {
  const seen: (Element | string)[] = [];
  for (const node of children) {
    const last = seen.at(-1);
    if (isElement(node)) seen.push(node);
    else if (node.nodeName !== '#text') continue;
    else if (typeof last === 'string') seen[seen.length - 1] = last + node.value;
    else seen.push(node.value);
  }
  return seen;
}

function visibleText(value: string, before: Element | string | undefined, after: Element | string | undefined): string {
  let text = value.replaceAll(/[ \t\n\f\r]+/g, ' ');
  if (!isInline(before)) text = text.replace(/^ /, '');
  if (!isInline(after)) text = text.replace(/ $/, '');
  return text;
}

function isInline(node: Element | string | undefined): boolean {
  return typeof node === 'object' && INLINE.has(node.tagName);
}

function isElement(node: Node): node is Element {
  return 'tagName' in node;
}
