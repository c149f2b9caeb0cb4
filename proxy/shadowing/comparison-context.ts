import type { Comparison } from '../../shadow/index.ts';
import type { Group } from '../group.ts';

/** What a comparison is made for. */
export type ComparisonContext =
  | { readonly kind: 'copy'; readonly group: Group; readonly session: string; readonly failed: boolean; readonly probe: Probe | undefined }
  /** Legacy's two answers, asked for after this mismatch. */
  | { readonly kind: 'probe'; readonly group: Group; readonly mismatch: Comparison };

/** Legacy's answer to one request, held until it is known whether the candidate's is another. One of the two is called, once. */
export interface Probe {
  /** It is: asks legacy again, and has its two answers compared. */
  run(mismatch: Comparison): void;
  drop(): void;
}
