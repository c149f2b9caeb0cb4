import { readFile } from 'node:fs/promises';

/** The shop's tables, and those by which it tells the services what has happened. */
export async function readSchema(): Promise<string> {
  const [own, events] = await Promise.all(['schema.sql', '../events/events.sql'].map((file) => readFile(new URL(file, import.meta.url), 'utf8')));
  return `${own}${events}`;
}
