import { DECISION_REASONS } from '../../domain/decision.ts';
import { markdownTable } from './markdown-table.ts';

/** The table of docs/callers.md. */
export function reasonTables(): Readonly<Record<string, string>> {
  return { reasons: markdownTable(['reason', 'side', 'because'], Object.entries(DECISION_REASONS).map(([reason, { side, because }]) => [`\`${reason}\``, side, because])) };
}
