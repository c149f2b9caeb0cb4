import { ContainerFault } from '../runtime.ts';
import { complaintOf, type EngineClient } from './engine-client.ts';

const PULL_TIMEOUT_MS = 10 * 60_000;

/** Makes sure that the engine has the image: one that it has is taken as it is, another is pulled. Rejects with a {@link ContainerFault}. */
export async function requireImage(engine: EngineClient, reference: string, cancelled: AbortSignal): Promise<void> {
  const present = await engine.call('GET', `/images/${encodeURIComponent(reference)}/json`);
  if (present.ok) return;
  const fault = await pull(engine, withTag(reference), AbortSignal.any([cancelled, AbortSignal.timeout(PULL_TIMEOUT_MS)]));
  if (fault !== undefined) throw new ContainerFault(`CannotPullContainerError: the container engine has no image ${reference}, and cannot pull it (${fault}). Build it there first: docker build -t ${reference} <folder>`);
}

/** Why it could not be pulled; undefined when it has been. */
async function pull(engine: EngineClient, reference: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const answer = await engine.call('POST', `/images/create?fromImage=${encodeURIComponent(reference)}`, { signal });
    return answer.ok ? pullFault(answer.body) : complaintOf(answer);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Without a tag or digest an engine would pull all tags. */
function withTag(reference: string): string {
  return /[:@][^/]*$/.test(reference) ? reference : `${reference}:latest`;
}

/** A pull that fails says so in the last of its lines of JSON, with status 200. */
function pullFault(body: unknown): string | undefined {
  const lines = typeof body === 'string' ? body.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as unknown) : [body];
  const failed = lines.find((line): line is { readonly error: unknown } => typeof line === 'object' && line !== null && 'error' in line);
  return failed === undefined ? undefined : String(failed.error);
}
