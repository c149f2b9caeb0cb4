import type { AlbLogLine } from '../../../../domain/alb-log-line.ts';
import { mergeLegacyCallers, plainAgent, type LegacyCaller } from '../../../../domain/legacy-callers.ts';
import { normalPath } from '../../../../domain/normal-path.ts';
import { formatPattern, type RouteGroup } from '../../../../domain/route-group.ts';
import { matchesPattern, pathOf } from '../../../../domain/route-match.ts';
import type { LogPlace } from './log-files.ts';
import { readLogFile } from './read-log-file.ts';

/** What one file tells: whom legacy answered, by route group, each with the last time; and what nobody could read. */
export interface FileTold {
  readonly callers: ReadonlyMap<string, readonly LegacyCaller[]>;
  readonly unreadableLines: number;
  readonly isBroken: boolean;
}

/** Reads a file for all route groups together. `legacy` is the ARN of legacy's target group. */
export async function readTold(place: LogPlace, key: string, groups: readonly RouteGroup[], legacy: string): Promise<FileTold> {
  const callers = new Map<string, readonly LegacyCaller[]>();
  let unreadableLines = 0;
  let isBroken = false;
  for await (const line of readLogFile(place, key)) {
    if (line === 'unreadable') unreadableLines += 1;
    else if (line === 'broken') isBroken = true;
    else if (line.targetGroup === legacy) for (const [group, caller] of callersOf(line, groups)) callers.set(group, mergeLegacyCallers([callers.get(group), [caller]]));
  }
  return { callers, unreadableLines, isBroken };
}

/** Whom legacy answered, under each group that takes the request. */
function callersOf({ at, method, target, client, userAgent }: AlbLogLine, groups: readonly RouteGroup[]): readonly (readonly [string, LegacyCaller])[] {
  const path = normalPath(pathOf(target));
  return groups.flatMap(({ name, patterns }) => {
    const pattern = patterns.find((each) => matchesPattern(each, method, path));
    return pattern ? [[name, { who: `${plainAgent(userAgent)} from ${client}`, route: formatPattern(pattern), at }] as const] : [];
  });
}
