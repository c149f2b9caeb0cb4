/** Turns an amount in cents, which after a discount may have a fraction, into euros and cents: `16.92`. */
export type FormatPrice = (cents: number) => string;

/** Half a cent rounds up. */
export const formatPrice: FormatPrice = (cents) => (Math.round(cents) / 100).toFixed(2);
