/** Classes of values that differ between two equal answers. A mask weakens equality to "both are of this class"; it never ignores a field. */
export const MASK_CLASSES = ['uuid', 'timestamp', 'integer', 'number', 'hex', 'opaque'] as const;
export type MaskClass = (typeof MASK_CLASSES)[number];
