import type { DescribeTrustStoresInput, DescribeTrustStoresOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../wire/service.ts';
import type { Control } from './control.ts';
import { pageOf } from './page.ts';

/** There are none, as in an account that never made one. */
export function describeTrustStores(_: Control, { TrustStoreArns = [], Names = [], ...page }: DescribeTrustStoresInput): DescribeTrustStoresOutput {
  const [asked] = [...TrustStoreArns, ...Names];
  if (asked !== undefined) throw new AwsError('TrustStoreNotFound', `Trust store '${asked}' not found`);
  return { TrustStores: [...pageOf<never>([], page).items] };
}
