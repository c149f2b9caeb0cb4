import type { MigrationDefinition } from './migrations/define/definition.ts';
import { parseDefinition } from './migrations/files/parse-definition.ts';
import type { ComparisonRules } from './shadow/comparison.ts';

/** What tests compare candidates with legacy by: the comparer of the shadow. Needs supertest. */
export { expectParity } from './shadow/expect-parity.ts';
export { toMatchLegacy, type LegacyMatchers } from './shadow/to-match-legacy.ts';
export type { ParityApp, ParityRequest } from './shadow/parity-sender.ts';
export type { ComparisonRules } from './shadow/comparison.ts';

/**
 * The masks of a migration file, so that tests and the live comparison cannot differ in them: `rulesOf(migration)`.
 * @param definition the default export of the file
 * @throws BanyanError MIGRATION_INVALID
 */
export function rulesOf(definition: MigrationDefinition): ComparisonRules {
  return parseDefinition('0001-under-test', 'the migration', definition).shadow;
}
