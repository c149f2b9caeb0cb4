/** Where the shop's programs find what stands in no file: parameters of SSM by their names. */
export const SECRETS = {
  shop: '/shop/monolith/database-url',
  accounts: '/shop/accounts/database-url',
  orders: '/shop/orders/database-url',
  events: '/shop/events-url',
  internalToken: '/shop/internal-token',
  /** No secret: a VPC's own resolver knows the names of Cloud Map; here it is the sandbox's. */
  dnsServer: '/shop/dns-server',
} as const;

/** ECS reads them as this role. */
export const EXECUTION_ROLE = 'arn:aws:iam::000000000000:role/shop-execution';
