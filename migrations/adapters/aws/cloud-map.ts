import { ListTagsForResourceCommand, paginateListNamespaces, paginateListServices, type ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import { BanyanError } from '../../../domain/errors.ts';
import { fromTagList, type Tags } from './tags.ts';

/** A Cloud Map service as Banyan finds it. */
export interface Registry {
  readonly id: string;
  readonly arn: string;
}

/** The configured private DNS namespace. Its id never changes: it is asked for once. */
export interface Namespace {
  id(): Promise<string>;
  find(name: string): Promise<Registry | undefined>;
  tags(registry: Registry): Promise<Tags>;
}

export function createNamespace(cloudMap: ServiceDiscoveryClient, namespace: string): Namespace {
  let known: string | undefined;
  const id = async (): Promise<string> => (known ??= await findNamespace(cloudMap, namespace));
  return {
    id,
    async find(name) {
      const Filters = [{ Name: 'NAMESPACE_ID' as const, Values: [await id()], Condition: 'EQ' as const }];
      for await (const { Services } of paginateListServices({ client: cloudMap, pageSize: 100 }, { Filters })) {
        const found = Services?.find(({ Name }) => Name === name);
        if (found) return { id: found.Id ?? '', arn: found.Arn ?? '' };
      }
      return undefined;
    },
    async tags({ arn }) {
      const { Tags } = await cloudMap.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
      return fromTagList(Tags);
    },
  };
}

async function findNamespace(cloudMap: ServiceDiscoveryClient, name: string): Promise<string> {
  const Filters = [{ Name: 'TYPE' as const, Values: ['DNS_PRIVATE'], Condition: 'EQ' as const }];
  for await (const { Namespaces } of paginateListNamespaces({ client: cloudMap, pageSize: 100 }, { Filters })) {
    const found = Namespaces?.find((each) => each.Name === name)?.Id;
    if (found) return found;
  }
  throw new BanyanError('CONFIG_INVALID', `namespace: there is no private DNS namespace "${name}" in Cloud Map.`);
}
