/** The proxies' own override: the one lever that needs neither Unleash nor the load balancer. */
export interface ProxyOverrides {
  /**
   * Has every proxy answer the group's callers by legacy from the next request on.
   * @throws BanyanError PROXY_UNREACHABLE, CREDENTIALS_MISSING: where a proxy did not take the order, all others were given it
   */
  takeBack(group: string): Promise<void>;
  /** Lets the flags decide again, at every proxy; none overridden is fine, and so is that no order can ever have been given. */
  lift(group: string): Promise<void>;
}
