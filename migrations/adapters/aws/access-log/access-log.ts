import { S3Client } from '@aws-sdk/client-s3';
import { mergeLegacyCallers } from '../../../../domain/legacy-callers.ts';
import type { LoggedLegacy } from '../../../../domain/logged-legacy.ts';
import type { RouteGroup } from '../../../../domain/route-group.ts';
import type { AccessLog } from '../../../ports/access-log.ts';
import type { Clock } from '../../../ports/clock.ts';
import { clientOptions, translated, type AwsPlace } from '../clients.ts';
import { listLogFiles, type LogFile, type LogPlace } from './log-files.ts';
import { readLogFile } from './read-log-file.ts';
import { readTold, type FileTold } from './read-told.ts';

export interface AccessLogOptions {
  readonly bucket: string;
  readonly prefix: string;
  readonly aws: AwsPlace & { readonly listener: string };
  readonly clock: Clock;
  /** Whom it will be asked about. */
  readonly groups: readonly RouteGroup[];
  /** ARN of legacy's target group. */
  readonly legacy: () => Promise<string>;
}

export interface S3AccessLog extends AccessLog {
  /** The files whose intervals end at `from` (epoch milliseconds) or later. */
  files(from: number): Promise<readonly LogFile[]>;
  /** Resolves where the file can be read. */
  open(file: LogFile): Promise<void>;
  /** Closes the connections that are kept alive. */
  close(): void;
}

/** Two intervals of five minutes: what a file of an interval may still be followed by, of its own interval and of the one before. */
const LATE_MS = 600_000;
/** Files are looked for again so long before the last that was read: AWS delivers as it can. */
const LOOK_BACK_MS = 3_600_000;
/** Files read at one look; the next look goes on with the others. */
const FILES_A_LOOK = 100;
/** A list of files is good for so long, for whatever group is asked about: new ones come every five minutes. */
const LIST_MS = 15_000;

/** What was read of one group's, since one moment. */
interface Reading {
  readonly since: number;
  readonly askedAt: number;
  /** Keys of files that count in it. */
  readonly read: Set<string>;
  readonly lastEnd: number;
  readonly found: Pick<LoggedLegacy, 'lastLegacyAt' | 'callers' | 'unreadableLines' | 'brokenFiles'>;
}

interface List {
  readonly askedAt: number;
  readonly from: number;
  readonly files: Promise<readonly LogFile[]>;
}

/**
 * {@link AccessLog} from the files that the load balancer delivers to S3, the earliest first. They are listed, and each is read once, for all groups together. An interval is
 * whole when two later ones have been delivered; where nobody calls there is no file, so a log that goes on later is what says that an interval was quiet, and one that
 * has stopped says nothing.
 */
export function createS3AccessLog({ bucket, prefix, aws, clock, groups, legacy }: AccessLogOptions): S3AccessLog {
  const s3 = translated('S3', aws.endpoint ?? aws.region, new S3Client({ ...clientOptions(aws), forcePathStyle: aws.endpoint !== undefined, followRegionRedirects: true }));
  const place: LogPlace = { s3, bucket, prefix, listener: aws.listener };
  const readings = new Map<string, Reading>();
  const told = new Map<string, Promise<FileTold>>();
  let list: List = { askedAt: -Infinity, from: Infinity, files: Promise.resolve([]) };

  const filesFrom = async (from: number): Promise<readonly LogFile[]> => {
    if (from < list.from || clock.now() - list.askedAt >= LIST_MS) {
      // As far back as any group needs it that was asked about since the last one.
      const first = Math.min(from, ...[...readings.values()].filter(({ askedAt }) => askedAt >= list.askedAt).map(nextFrom));
      list = { askedAt: clock.now(), from: first, files: listLogFiles(place, first, clock.now()) };
      list.files.then(forgetOthers, () => (list = { ...list, from: Infinity }));
    }
    return (await list.files).filter(({ endsAt }) => endsAt >= from);
  };
  const forgetOthers = (files: readonly LogFile[]): void => {
    const needed = new Set(files.map(({ key }) => key));
    for (const key of told.keys()) if (!needed.has(key)) told.delete(key);
  };
  const read = (key: string): Promise<FileTold> => {
    const known = told.get(key);
    if (known) return known;
    const asked = legacy().then((target) => readTold(place, key, groups, target));
    told.set(key, asked);
    asked.catch(() => told.delete(key));
    return asked;
  };

  return {
    async since({ name }, since) {
      const before = readings.get(name);
      let reading: Reading = { ...(before?.since === since ? before : { since, read: new Set(), lastEnd: since, found: NOTHING_FOUND }), askedAt: clock.now() };
      readings.set(name, reading);
      const listed = await filesFrom(nextFrom(reading));
      for (const file of listed.filter(({ key }) => !reading.read.has(key)).slice(0, FILES_A_LOOK)) {
        reading = added(reading, file, await read(file.key), name, `s3://${bucket}/${file.key}`);
        readings.set(name, reading);
      }
      const until = reading.lastEnd - LATE_MS;
      return { place: `s3://${bucket}/${prefix}`, until: until > since ? until : null, ...reading.found };
    },
    files: (from) => listLogFiles(place, from, clock.now()),
    async open({ key }) {
      for await (const _ of readLogFile(place, key)) return;
    },
    close: () => s3.destroy(),
  };
}

const NOTHING_FOUND: Reading['found'] = { lastLegacyAt: null, callers: [], unreadableLines: 0, brokenFiles: [] };

/** From where on files may count that were not read yet. */
function nextFrom({ since, lastEnd }: Reading): number {
  return Math.max(since, lastEnd - LOOK_BACK_MS);
}

function added({ since, askedAt, read, lastEnd, found }: Reading, { key, endsAt }: LogFile, told: FileTold, group: string, url: string): Reading {
  const here = (told.callers.get(group) ?? []).filter(({ at }) => at >= since);
  const times = [found.lastLegacyAt, ...here.map(({ at }) => at)].filter((at) => at !== null);
  return {
    since,
    askedAt,
    read: read.add(key),
    lastEnd: Math.max(lastEnd, endsAt),
    found: {
      lastLegacyAt: times.length === 0 ? null : Math.max(...times),
      callers: mergeLegacyCallers([found.callers, here]),
      unreadableLines: found.unreadableLines + told.unreadableLines,
      brokenFiles: told.isBroken ? [...found.brokenFiles, url] : found.brokenFiles,
    },
  };
}
