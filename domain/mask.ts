/**
 * Classes of values that differ between two equal answers. A mask weakens equality to "both are of this class"; it never ignores a field. Of `id` more is
 * asked: all over the answer each id of legacy's must stand for one of the candidate's, and only that one.
 */
export const MASK_CLASSES = ['uuid', 'timestamp', 'integer', 'number', 'hex', 'opaque', 'id'] as const;
export type MaskClass = (typeof MASK_CLASSES)[number];
