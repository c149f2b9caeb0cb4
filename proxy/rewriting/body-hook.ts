import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BanyanError, messageOf } from '../../domain/errors.ts';

/** Functions on small JSON bodies, from a file that the users write. What they throw sends the request to legacy. */
export interface BodyHook {
  /** The candidate's body of legacy's; what it returns is sent as JSON. */
  readonly request?: (body: unknown, facts: HookFacts) => unknown;
  /** Legacy's body of the candidate's. */
  readonly answer?: (body: unknown, facts: HookFacts & { readonly status: number }) => unknown;
}

/** Of the caller's request as it came. */
export interface HookFacts {
  readonly method: string;
  readonly target: string;
}

/** Bodies above this are not rewritten. */
export const MAX_HOOK_BYTES = 256 * 1024;

/** @throws BanyanError CONFIG_INVALID where there is no such file, or none of the two functions in it */
export async function loadHook(folder: string | null, file: string): Promise<BodyHook> {
  if (folder === null) throw invalid(`a route group has the hook ${file}, and HOOKS_DIR is not set`);
  const path = join(folder, file);
  await access(path).catch(() => {
    throw invalid(`the hook ${path} is not there`);
  });
  const loaded = await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw invalid(`the hook ${path} cannot be loaded: ${messageOf(error)}`);
  });
  const { request, answer } = loaded as BodyHook;
  for (const each of [request, answer]) if (each !== undefined && typeof each !== 'function') throw invalid(`the hook ${path} exports a request or answer that is no function`);
  if (!request && !answer) throw invalid(`the hook ${path} exports neither request nor answer`);
  return { ...(request && { request }), ...(answer && { answer }) };
}

function invalid(problem: string): BanyanError {
  return new BanyanError('CONFIG_INVALID', `The proxy cannot start:\n  BANYAN_ROUTE_GROUPS: ${problem}`, { remedy: "Put the file into the proxy's image, in the folder that HOOKS_DIR names." });
}
