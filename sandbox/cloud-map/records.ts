import { z } from 'zod';
import type { DnsConfig } from './state.ts';

/** The DNS records of a service as they are asked for. */
export const recordList = z.array(z.object({ Type: z.enum(['A', 'AAAA', 'SRV', 'CNAME']), TTL: z.number().int().min(0).max(2_147_483_647) })).min(1);

/** What goes together: A, AAAA, both of them, SRV, or CNAME. */
export function recordsFault(list: DnsConfig['DnsRecords'], policy: DnsConfig['RoutingPolicy'] | undefined): string | undefined {
  const types = list.map(({ Type }) => Type);
  if (new Set(types).size < types.length) return 'DnsRecords names a type twice.';
  if (types.includes('SRV') && types.length > 1) return 'SRV must be the only record.';
  if (types.includes('CNAME') && (types.length > 1 || policy !== 'WEIGHTED')) return 'CNAME must be the only record and needs the routing policy WEIGHTED.';
}
