import type { LegacyCaller } from './legacy-callers.ts';

/** What a load balancer's access log tells of a group's requests on legacy, since some moment. */
export interface LoggedLegacy {
  /** Where the log is: `s3://bucket/prefix`. */
  readonly place: string;
  /** So far it was delivered and read, epoch milliseconds: of what came later it says nothing. `null`: it says nothing at all yet. */
  readonly until: number | null;
  /** When legacy last answered, epoch milliseconds; `null` if never. */
  readonly lastLegacyAt: number | null;
  readonly callers: readonly LegacyCaller[];
  /** Lines that nobody can make sense of. */
  readonly unreadableLines: number;
  /** Files that could not be read to their end, of those that count. */
  readonly brokenFiles: readonly string[];
}
