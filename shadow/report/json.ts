import { describeMismatch, mismatches, type Mismatch } from './mismatches.ts';
import type { MigrationReport } from './report.ts';

/** The report as one JSON value: all of it, and each difference as a sentence too. */
export function jsonReport(report: MigrationReport): MigrationReport & { readonly mismatches: readonly (Mismatch & { readonly sentence: string })[] } {
  return { ...report, mismatches: mismatches(report.differences).map((each) => ({ ...each, sentence: describeMismatch(each, report.at) })) };
}
