import type { DifferenceKind } from '../../domain/difference.ts';

/** What one exchange has told about noise. No values leave with it, but those that may be shown. */
export type NoiseObservation =
  /** Both sides were asked twice, and nobody looked at the answers before it was decided so. */
  | {
      readonly kind: 'sample';
      /** Where the candidate's answer differs from legacy's, and where legacy's second does. */
      readonly candidateDiffers: readonly Place[];
      readonly legacyDiffers: readonly OwnDifference[];
      /** Masks left aside, where either's second answer differs from its own first; `null` where one of them failed. */
      readonly varies: { readonly candidate: readonly Place[]; readonly legacy: readonly Place[] } | null;
    }
  /** Legacy was asked again because the candidate's answer had differed. */
  | { readonly kind: 'probe'; readonly legacyDiffers: readonly OwnDifference[] };

export interface Place {
  readonly path: string;
  readonly kind: DifferenceKind;
}

/** A place where two answers of legacy's to one request differ, without the values. */
export interface OwnDifference {
  readonly path: string;
  readonly kind: DifferenceKind;
  /** Masks that hold for all pairs of values here. */
  readonly holds: readonly string[];
  /** The values, where they are few and may be shown; `null` where not. */
  readonly values: readonly string[] | null;
}
