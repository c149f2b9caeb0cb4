/** What a worker tells the primary. */
export type FromWorker =
  /** It is there, and asks with what to begin. */
  | { readonly kind: 'hello' }
  | { readonly kind: 'ready'; readonly port: number; readonly adminPort: number }
  /** It met a fault of its own, and serves until there is another in its place. */
  | { readonly kind: 'faulted' }
  /** It has served its last request: its counters are final. It ends when they are taken. */
  | { readonly kind: 'served' };

/** What the primary tells a worker. */
export type ToWorker =
  | { readonly kind: 'start'; readonly overridden: readonly string[] }
  | { readonly kind: 'stop' }
  /** The counters are taken. */
  | { readonly kind: 'end' };
