import type { BodyText } from '../body-text.ts';
import { eventRecords } from './event-stream.ts';
import { formDocument } from './form.ts';
import { htmlDocument } from './html-tree.ts';
import { jsonRecords } from './records.ts';
import { xmlDocument } from './xml-tree.ts';

/** Pages with more are compared as text: parsers take time out of all proportion for some of them, and trees take many times the memory of their text. */
const MAX_TREE_LENGTH = 1024 * 1024;
const MAX_TAGS = 15_000;
const MAX_TAG_LENGTH = 16 * 1024;

/**
 * A body as a JSON text that says the same, so that every format is compared, masked and redacted by the same rules. `undefined` where it is not
 * what it is called, or text of which no more is known.
 */
export function bodyDocument({ format, text }: BodyText): string | undefined {
  switch (format) {
    case 'json':
      return text;
    case 'records':
    case 'events':
      return arrayOf(bodyRecords({ format, text }, false));
    case 'form':
      return formDocument(text);
    case 'html':
      return isSmallTree(text) ? htmlDocument(text) : undefined;
    case 'xml':
      return isSmallTree(text) ? xmlDocument(text) : undefined;
    case 'multipart':
    case 'text':
    case 'bytes':
      return undefined;
  }
}

function isSmallTree(text: string): boolean {
  if (text.length > MAX_TREE_LENGTH) return false;
  const tags = text.split('>');
  return tags.length <= MAX_TAGS && tags.every(({ length }) => length <= MAX_TAG_LENGTH);
}

/** The records of a body that is made of them, each a JSON text; of a cut body those that are whole. */
export function bodyRecords({ format, text }: Pick<BodyText, 'format' | 'text'>, isCut: boolean): readonly string[] | undefined {
  if (format === 'events') return eventRecords(text);
  return format === 'records' ? jsonRecords(text, isCut) : undefined;
}

export function arrayOf(records: readonly string[] | undefined): string | undefined {
  return records && `[${records.join(',')}]`;
}
