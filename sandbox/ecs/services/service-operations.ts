import { z } from 'zod';
import { AwsError, type Operation } from '../../wire/service.ts';
import { invalidParameter, serviceNotFound } from '../errors.ts';
import { clusterReference, ecsOperation, include, nextToken, pageOf, pageSize, partition } from '../inputs.ts';
import { clusterOf, findService, serviceOf } from '../references.ts';
import type { EcsService, EcsState } from '../state.ts';
import type { Surroundings } from './check-revision.ts';
import { createService } from './create-service.ts';
import { createServiceInput, updateServiceInput } from './service-input.ts';
import { serviceOutput } from './service-output.ts';
import { updateService } from './update-service.ts';

const MAX_DESCRIBED = 10;

const describeInput = z.object({
  cluster: clusterReference,
  services: z.array(z.string().min(1), { error: 'Services cannot be empty.' }).min(1, 'Services cannot be empty.').max(MAX_DESCRIBED, `services can have at most ${MAX_DESCRIBED} items.`),
  include,
});

const listInput = z.object({ cluster: clusterReference, launchType: z.string().optional(), schedulingStrategy: z.string().optional(), maxResults: pageSize(10), nextToken });

export function serviceOperations(state: EcsState, surroundings: Surroundings, wake: (service: EcsService) => void): Readonly<Record<string, Operation>> {
  const answer = (service: EcsService) => {
    wake(service);
    return { service: serviceOutput(service, { withTags: true }) };
  };
  return {
    CreateService: ecsOperation(createServiceInput, (input) => answer(createService(state, surroundings, input))),
    UpdateService: ecsOperation(updateServiceInput, (input) => answer(updateService(state, surroundings, input))),
    DeleteService: ecsOperation(z.object({ cluster: clusterReference, service: z.string().min(1), force: z.boolean().default(false) }), ({ cluster, service, force }) =>
      answer(deleteService(serviceOf(clusterOf(state, cluster), service), force)),
    ),
    DescribeServices: ecsOperation(describeInput, ({ cluster: reference, services, include }) => {
      const cluster = clusterOf(state, reference);
      const { found, failures } = partition(services, (name) => findService(cluster, name), (name) => state.arn(`service/${cluster.name}/${name}`));
      return { services: found.map((service) => serviceOutput(service, { withTags: include.includes('TAGS') })), failures };
    }),
    ListServices: ecsOperation(listInput, ({ cluster, launchType, schedulingStrategy, maxResults, nextToken }) => {
      const shown = [...clusterOf(state, cluster).services.values()].filter(
        ({ status, deployments: [{ revision }] }) =>
          status === 'ACTIVE' && (launchType === undefined || revision.launchType === launchType) && (schedulingStrategy === undefined || schedulingStrategy === 'REPLICA'),
      );
      const cut = pageOf(shown, ({ name }) => name, maxResults, nextToken);
      return { serviceArns: cut.items.map(({ arn }) => arn), nextToken: cut.next };
    }),
    // It lists the services of a namespace that use Service Connect, which none does here.
    ListServicesByNamespace: ecsOperation(z.object({ namespace: z.string().min(1), maxResults: pageSize(10), nextToken }), ({ namespace }) => {
      if (!surroundings.instances.hasNamespace(namespace)) throw new AwsError('NamespaceNotFoundException', 'The specified namespace was not found.');
      return { serviceArns: [] };
    }),
  };
}

function deleteService(service: EcsService, force: boolean): EcsService {
  if (service.status === 'INACTIVE') throw serviceNotFound();
  if (service.status === 'ACTIVE' && service.settings.desiredCount > 0 && !force) throw invalidParameter('The service cannot be stopped while it is scaled above 0.');
  service.status = 'DRAINING';
  service.settings = { ...service.settings, desiredCount: 0 };
  return service;
}
