/** Where a load balancer's access log goes: a bucket and, in it, a prefix that may be empty. */
export interface LogPlace {
  readonly bucket: string;
  readonly prefix: string;
}

export function logKey(prefix: string, path: string): string {
  return prefix === '' ? path : `${prefix}/${path}`;
}
