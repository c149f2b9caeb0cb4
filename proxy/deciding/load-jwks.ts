import { readFile } from 'node:fs/promises';
import { readText } from '../identity/read-text.ts';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 256 * 1024;

/** Reads a key set from an `http(s)` URL or a file. */
export async function loadJwks(location: string): Promise<string> {
  if (!/^https?:/i.test(location)) return readFile(location, 'utf8');
  const answer = await fetch(location, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS), headers: { accept: 'application/json' } });
  if (answer.status !== 200 || !answer.body) throw new Error(`the key set was answered with ${answer.status}`);
  return readText(answer.body, MAX_BYTES);
}
