import { createHash } from 'node:crypto';
import { mergeLegacyCallers, plainAgent, type LegacyCaller } from '../../domain/legacy-callers.ts';
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

export function createLegacyCallers(): LegacyCallers {
  let kept: readonly LegacyCaller[] = [];
  let lookAgainAt = 0;
  return {
    answered({ method, path, headers, session, at }) {
      if (at < lookAgainAt) return;
      lookAgainAt = at + ONE_IN_MS;
      const mark = createHash('sha256').update(session).digest('hex').slice(0, 6);
      kept = mergeLegacyCallers([kept, [{ who: `${plainAgent(headerOf({ rawHeaders: headers }, 'user-agent') ?? '')} (${mark})`, route: routeTemplate(method, path), at }]]);
    },
    list: () => kept,
  };
}
