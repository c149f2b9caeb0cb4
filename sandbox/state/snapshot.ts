/** What a service must keep to be the same after a restart: plain JSON, dates as epoch milliseconds. */
export type Snapshot = null | boolean | number | string | readonly Snapshot[] | { readonly [key: string]: Snapshot };
