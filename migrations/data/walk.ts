/** Compares the rows of one route, a chunk at a time, and makes suspect what differs. Returns how many rows there were; `undefined` at the end. */
export type Walk = () => Promise<number | undefined>;
