import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { isEnvironment, type EnvironmentName } from '../flags/environments.ts';
import { sameTag } from '../flags/tags.ts';
import type { ApiToken, Flag, Tag } from '../state/unleash-state.ts';
import { badBody } from '../unleash-error.ts';

/** Which flags a client asks for, and how it wants them. */
export interface ClientQuery {
  readonly tag?: readonly (readonly [type: string, value: string])[];
  readonly project?: readonly string[];
  readonly namePrefix?: string;
  readonly environment: EnvironmentName;
  /** Whether the client knows no segments. */
  readonly inlineSegmentConstraints: boolean;
}

/** Clients of this version of the client specification know segments. */
const KNOWS_SEGMENTS = [4, 2];

/** The token decides on the environment, and narrows the projects; the rest is in the URL. */
export function clientQuery(request: Request, token: ApiToken): ClientQuery {
  const { query } = request;
  const { namePrefix } = query;
  if (namePrefix !== undefined && typeof namePrefix !== 'string') throw badBody([{ message: `"namePrefix" must be a string. You provided ${JSON.stringify(namePrefix)}.` }]);
  const tag = list(query['tag']).map(parseTag);
  const asked = list(query['project']);
  const own = token.projects.includes('*') ? asked : token.projects.filter((each) => asked.length === 0 || asked.includes(each));
  return {
    ...(tag.length > 0 && { tag }),
    ...((asked.length > 0 || own.length > 0) && { project: own }),
    ...(namePrefix !== undefined && { namePrefix }),
    environment: isEnvironment(token.environment) ? token.environment : 'development',
    inlineSegmentConstraints: !knowsSegments(request.get('unleash-client-spec')),
  };
}

export function matches({ tag, project, namePrefix = '' }: ClientQuery, flag: Flag): boolean {
  const tagged = !tag || tag.some(([type, value]) => flag.tags.some(sameTag({ type, value } satisfies Tag)));
  return flag.archivedAt === null && flag.name.startsWith(namePrefix) && tagged && (!project || project.includes(flag.project));
}

/** Two clients that ask for the same get the same. */
export function queryHash(query: ClientQuery): string {
  return createHash('sha256').update(JSON.stringify(query)).digest('hex').slice(0, 8);
}

function list(value: unknown): readonly string[] {
  return value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);
}

function parseTag(tag: string, index: number): readonly [string, string] {
  const [, type, value] = /^([^:]+):(.+)$/.exec(tag) ?? [];
  if (type === undefined || value === undefined) throw badBody([{ message: `"tag[${index}]" with value "${tag}" fails to match the tag pattern. You provided "${tag}".` }]);
  return [type, value];
}

function knowsSegments(spec = '0.0.0'): boolean {
  const [major = 0, minor = 0] = spec.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = KNOWS_SEGMENTS;
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
