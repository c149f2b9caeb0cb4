import { isJson } from './records.ts';

/**
 * The events of a `text/event-stream` as JSON texts: `{"event":"price","id":"7","data":…}`, as a browser would dispatch them (HTML, §9.2.6). Comments
 * are heartbeats and left out; the last event counts only if a blank line ends it.
 */
export function eventRecords(text: string): readonly string[] {
  const blocks = text.split(/(?:\r\n|\r(?!\n)|\n){2}/);
  return blocks.slice(0, -1).flatMap((block) => eventRecord(block) ?? []);
}

function eventRecord(block: string): string | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split(/\r\n|\r|\n/)) {
    const [, name = line, value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (name === 'data') fields.set(name, fields.has(name) ? `${fields.get(name)}\n${value}` : value);
    else if (name === 'event' || name === 'id' || (name === 'retry' && /^\d+$/.test(value))) fields.set(name, value);
  }
  if (fields.size === 0) return undefined;
  const data = fields.get('data');
  if (data !== undefined && !fields.has('event')) fields.set('event', 'message');
  const members = [...fields].map(([name, value]) => `${JSON.stringify(name)}:${name === 'data' && /^\s*[{[]/.test(value) && isJson(value) ? value : JSON.stringify(value)}`);
  return `{${members.join(',')}}`;
}
