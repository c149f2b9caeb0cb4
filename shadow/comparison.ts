import type { Difference } from '../domain/difference.ts';
import type { ShadowOptions } from '../domain/migration.ts';
import type { NoiseObservation } from './noise/observation.ts';

/** What may differ between two equal answers, and what of them nobody may see, as the migration says. */
export type ComparisonRules = Pick<ShadowOptions, 'masks' | 'unordered' | 'redact'>;

export const NO_RULES: ComparisonRules = { masks: {}, unordered: [] };

/** What came of one exchange. Redacted: it may be logged, kept and shown. */
export interface Comparison {
  readonly equal: boolean;
  readonly differences: readonly Difference[];
  /** `GET /api/products/:id` */
  readonly route: string;
  /** Method and target, secrets taken out. */
  readonly request: string;
  /** When the request came, epoch milliseconds. */
  readonly at: number;
  readonly legacyStatus: number;
  /** `null` where the candidate gave no answer. */
  readonly candidateStatus: number | null;
  /** What it told about noise, where it was made for that. */
  readonly noise?: NoiseObservation;
}
