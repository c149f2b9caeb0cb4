import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/** Where a load balancer's log files are. */
export interface LogPlace {
  readonly s3: S3Client;
  readonly bucket: string;
  /** As the load balancer's attribute `access_logs.s3.prefix` has it, without slashes around it; may be empty. */
  readonly prefix: string;
  /** ARN of one of the load balancer's listeners. */
  readonly listener: string;
}

/** One file: what a node of the load balancer answered in an interval of five minutes. */
export interface LogFile {
  readonly key: string;
  /** Of its interval, epoch milliseconds. */
  readonly endsAt: number;
}

const DAY_MS = 86_400_000;

/** The load balancer's files whose intervals end at `from` or later, in the order of their ends. They stand in a folder for the day they were delivered on. */
export async function listLogFiles(place: LogPlace, from: number, now: number): Promise<readonly LogFile[]> {
  const files: LogFile[] = [];
  for (let day = Math.floor(from / DAY_MS) * DAY_MS; day <= now; day += DAY_MS) {
    const Prefix = prefixOf(place, day);
    for await (const { Contents } of paginateListObjectsV2({ client: place.s3 }, { Bucket: place.bucket, Prefix, StartAfter: `${Prefix}${stampOf(from)}` })) {
      files.push(...(Contents ?? []).flatMap(({ Key = '' }) => fileOf(Key, Prefix)));
    }
  }
  return files.filter(({ endsAt }) => endsAt >= from).toSorted((a, b) => a.endsAt - b.endsAt);
}

/** AWS, "Access log files": `prefix/AWSLogs/account/elasticloadbalancing/region/yyyy/mm/dd/account_elasticloadbalancing_region_app.name.id_yyyymmddThhmmZ_address_random.log.gz`. */
function prefixOf({ prefix, listener }: LogPlace, day: number): string {
  const [, , , region, account, resource = ''] = listener.split(':');
  const [, ...balancer] = resource.split('/').slice(0, -1);
  const folder = `AWSLogs/${account}/elasticloadbalancing/${region}/${new Date(day).toISOString().slice(0, 10).replaceAll('-', '/')}`;
  return `${prefix === '' ? '' : `${prefix}/`}${folder}/${account}_elasticloadbalancing_${region}_${balancer.join('.')}_`;
}

function stampOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replaceAll(/[-:]/g, '');
}

function fileOf(key: string, prefix: string): readonly LogFile[] {
  const [, date, hour, minute] = /^(\d{8})T(\d{2})(\d{2})Z_[^/]*\.log\.gz$/.exec(key.slice(prefix.length)) ?? [];
  const endsAt = Date.parse(`${date?.replace(/(\d{4})(\d{2})(\d{2})/, '$1-$2-$3')}T${hour}:${minute}:00Z`);
  return Number.isNaN(endsAt) ? [] : [{ key, endsAt }];
}
