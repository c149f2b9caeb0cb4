import { createHash } from 'node:crypto';
import { mergeLegacyCallers, type LegacyCaller } from '../../domain/legacy-callers.ts';
import { routeTemplate } from '../../shadow/index.ts';
import type { CallerRequest } from '../listening/caller-request.ts';
import { headerOf } from '../forwarding/upstream-answer.ts';

/** Keeps in mind whom legacy answered last, so that whoever wants to retire a group can be told who still comes. */
export interface LegacyCallers {
  answered(request: Pick<CallerRequest, 'method' | 'path' | 'headers' | 'session' | 'at'>): void;
  /** The latest first. */
  list(): readonly LegacyCaller[];
}

/** While many come there is nobody to be found out: one now and then is enough, and costs nothing. */
const ONE_IN_MS = 250;
const LONGEST_AGENT = 60;

export function createLegacyCallers(): LegacyCallers {
  let kept: readonly LegacyCaller[] = [];
  let lookAgainAt = 0;
  return {
    answered({ method, path, headers, session, at }) {
      if (at < lookAgainAt) return;
      lookAgainAt = at + ONE_IN_MS;
      const mark = createHash('sha256').update(session).digest('hex').slice(0, 6);
      kept = mergeLegacyCallers([kept, [{ who: `${agentOf(headers)} (${mark})`, route: routeTemplate(method, path), at }]]);
    },
    list: () => kept,
  };
}

/** The program's own name for itself, as far as it is plain text: `curl/8.5.0`. */
function agentOf(headers: readonly string[]): string {
  const agent = (headerOf({ rawHeaders: headers }, 'user-agent') ?? '').replaceAll(/[^\w./ ();:+-]/g, '').trim();
  return agent === '' ? 'a program without a name' : agent.slice(0, LONGEST_AGENT);
}
