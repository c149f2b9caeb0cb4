import { S3Client } from '@aws-sdk/client-s3';
import type { AlbLogLine } from '../../../../domain/alb-log-line.ts';
import { mergeLegacyCallers, plainAgent } from '../../../../domain/legacy-callers.ts';
import type { LoggedLegacy } from '../../../../domain/logged-legacy.ts';
import { normalPath } from '../../../../domain/normal-path.ts';
import { formatPattern, type RouteGroup } from '../../../../domain/route-group.ts';
import { matchesPattern, pathOf } from '../../../../domain/route-match.ts';
import type { AccessLog } from '../../../ports/access-log.ts';
import type { Clock } from '../../../ports/clock.ts';
import { clientOptions, translated, type AwsPlace } from '../clients.ts';
import { listLogFiles, type LogFile, type LogPlace } from './log-files.ts';
import { readLogFile } from './read-log-file.ts';

export interface AccessLogOptions {
  readonly bucket: string;
  readonly prefix: string;
  readonly aws: AwsPlace & { readonly listener: string };
  readonly clock: Clock;
  /** ARN of legacy's target group. */
  readonly legacy: () => Promise<string>;
}

export interface S3AccessLog extends AccessLog {
  /** The files whose intervals end at `from` (epoch milliseconds) or later. */
  files(from: number): Promise<readonly LogFile[]>;
  /** Closes the connections that are kept alive. */
  close(): void;
}

/** Two intervals of five minutes: what a file of an interval may still be followed by, of its own interval and of the one before. */
const LATE_MS = 600_000;
/** Files are looked for again so long before the last that was read: AWS delivers as it can. */
const LOOK_BACK_MS = 3_600_000;
/** Files read at one look; the next look goes on with the others. */
const FILES_A_LOOK = 100;

/** What was read of one group's, since one moment. */
interface Reading {
  readonly since: number;
  /** Keys of files. */
  readonly read: Set<string>;
  readonly lastEnd: number;
  readonly found: Pick<LoggedLegacy, 'lastLegacyAt' | 'callers' | 'unreadableLines' | 'brokenFiles'>;
}

/**
 * {@link AccessLog} from the files that the load balancer delivers to S3, the earliest first, each read once. An interval is whole when two later ones have been
 * delivered; where nobody calls there is no file, so a log that goes on later is what says that an interval was quiet, and one that has stopped says nothing.
 */
export function createS3AccessLog({ bucket, prefix, aws, clock, legacy }: AccessLogOptions): S3AccessLog {
  const s3 = translated('S3', aws.endpoint ?? aws.region, new S3Client({ ...clientOptions(aws), forcePathStyle: aws.endpoint !== undefined, followRegionRedirects: true }));
  const place: LogPlace = { s3, bucket, prefix, listener: aws.listener };
  const readings = new Map<string, Reading>();
  return {
    async since(group, since) {
      const before = readings.get(group.name);
      let reading = before?.since === since ? before : { since, read: new Set<string>(), lastEnd: since, found: NOTHING_FOUND };
      const listed = await listLogFiles(place, Math.max(since, reading.lastEnd - LOOK_BACK_MS), clock.now());
      const unread = listed.filter(({ key }) => !reading.read.has(key)).slice(0, FILES_A_LOOK);
      const target = unread.length > 0 ? await legacy() : '';
      for (const file of unread) {
        reading = await readFile(place, file, reading, (line) => legacyCaller(line, group, target, since));
        readings.set(group.name, reading);
      }
      const until = reading.lastEnd - LATE_MS;
      return { place: `s3://${bucket}/${prefix}`, until: until > since ? until : null, ...reading.found };
    },
    files: (from) => listLogFiles(place, from, clock.now()),
    close: () => s3.destroy(),
  };
}

const NOTHING_FOUND: Reading['found'] = { lastLegacyAt: null, callers: [], unreadableLines: 0, brokenFiles: [] };
type Caller = LoggedLegacy['callers'][number];

async function readFile(place: LogPlace, { key, endsAt }: LogFile, { since, read, lastEnd, found }: Reading, callerOf: (line: AlbLogLine) => Caller | undefined): Promise<Reading> {
  let { lastLegacyAt, callers, unreadableLines, brokenFiles } = found;
  for await (const line of readLogFile(place, key)) {
    if (line === 'unreadable') unreadableLines += 1;
    else if (line === 'broken') brokenFiles = [...brokenFiles, `s3://${place.bucket}/${key}`];
    else {
      const caller = callerOf(line);
      if (!caller) continue;
      lastLegacyAt = Math.max(lastLegacyAt ?? caller.at, caller.at);
      callers = mergeLegacyCallers([callers, [caller]]);
    }
  }
  read.add(key);
  return { since, read, lastEnd: Math.max(lastEnd, endsAt), found: { lastLegacyAt, callers, unreadableLines, brokenFiles } };
}

/** Whom legacy answered, where the line tells of a request of the group that went there. */
function legacyCaller({ at, method, target, client, userAgent, targetGroup }: AlbLogLine, { patterns }: RouteGroup, legacy: string, since: number): Caller | undefined {
  if (targetGroup !== legacy || at < since) return undefined;
  const path = normalPath(pathOf(target));
  const pattern = patterns.find((each) => matchesPattern(each, method, path));
  return pattern && { who: `${plainAgent(userAgent)} from ${client}`, route: formatPattern(pattern), at };
}
