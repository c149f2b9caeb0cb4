/** In which a candidate may answer a copy. */
export const MANNERS = ['well', 'hang', 'reset', 'resetInTheMiddle', 'trickle', 'bomb', 'flood', 'garbage'] as const;
export type Manner = (typeof MANNERS)[number];
