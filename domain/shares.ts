/** How the load balancer splits a route group's requests, in percent. They sum to 100. */
export interface Shares {
  readonly legacy: number;
  readonly proxy: number;
  readonly candidate: number;
}
