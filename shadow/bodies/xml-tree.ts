import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { Tree } from './html-tree.ts';

/** Deeper trees are compared as text. */
const MAX_DEPTH = 200;

interface Open {
  readonly tag: string;
  readonly namespace: string;
  readonly preserve: boolean;
  readonly content: (Tree | Readonly<Record<string, string>>)[];
}

/**
 * An XML document as JSON text. A namespace counts and its prefix does not; CDATA is text; comments, instructions and white space between elements are
 * left out. `undefined` where it is not well-formed, too deep, or defines entities: none is expanded or fetched.
 */
export function xmlDocument(text: string): string | undefined {
  const root: Open = { tag: '', namespace: '', preserve: false, content: [] };
  const open = [root];
  let pending = '';
  const parser = new SaxesParser({ xmlns: true });

  const flush = () => {
    const { preserve, content } = open.at(-1)!;
    if (open.length > 1 && (preserve ? pending : pending.trim()) !== '') content.push(pending);
    pending = '';
  };
  const take = (piece: string) => void (pending += piece);

  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('doctype', (doctype) => {
    if (doctype.includes('<!ENTITY')) throw new Error('it defines entities');
  });
  parser.on('opentag', (tag) => {
    flush();
    if (open.length > MAX_DEPTH) throw new Error('too deep');
    open.push(opened(tag, open.at(-1)!));
  });
  parser.on('closetag', () => {
    flush();
    const { tag, content } = open.pop()!;
    open.at(-1)!.content.push({ [tag]: content as Tree[] });
  });
  try {
    parser.write(text).close();
  } catch {
    return undefined;
  }
  return JSON.stringify(root.content[0]);
}

function opened({ local, uri, attributes }: SaxesTagNS, parent: Open): Open {
  const written: Record<string, string> = uri === parent.namespace ? {} : { '@xmlns': uri };
  for (const { prefix, local: name, uri: space, value } of Object.values(attributes)) {
    if (prefix === 'xmlns' || (prefix === '' && name === 'xmlns')) continue;
    const short = shortName(space);
    written[`@${short}${name}`] = value;
    if (short !== '') written[`@xmlns:${short}`] = space;
  }
  const space = attributes['xml:space']?.value;
  return { tag: local, namespace: uri, preserve: space === undefined ? parent.preserve : space === 'preserve', content: [written] };
}

/** `http://www.w3.org/1999/xlink` as `xlink:`. */
function shortName(namespace: string): string {
  const word = /([A-Za-z][\w-]*)\W*$/.exec(namespace.slice(-100))?.[1];
  return namespace === '' ? '' : `${word ?? 'other'}:`;
}
