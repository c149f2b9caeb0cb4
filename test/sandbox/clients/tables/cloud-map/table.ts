import type { ServiceTable } from '../../row.ts';
import { untilNamespace } from '../waiting.ts';
import { instances } from './instances.ts';
import { namespaces } from './namespaces.ts';
import { operationsAndTags } from './operations-and-tags.ts';
import { services } from './services.ts';
import { MAP, makeNamespace, makeService, makeInstance } from './making.ts';

export const CLOUD_MAP: ServiceTable = {
  service: MAP,
  scene: async (ask, { vpc }) => {
    const http = await makeNamespace(ask, 'scene.http');
    const dns = await untilNamespace(ask, await ask(MAP, 'CreatePrivateDnsNamespace', { Name: 'scene.local', Vpc: vpc }, 'OperationId'));
    const scene = await makeService(ask, http, 'scene');
    await makeInstance(ask, scene, 'one');
    return { vpc, http, dns, service: scene };
  },
  rows: { ...namespaces, ...services, ...instances, ...operationsAndTags },
};
