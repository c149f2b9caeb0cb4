import { z } from 'zod';
import { AwsError, type Operation } from '../../wire/service.ts';
import { invalidParameter } from '../errors.ts';
import { clusterReference, ecsOperation, nextToken, pageOf, pageSize, partition } from '../inputs.ts';
import { clusterOf, serviceOf } from '../references.ts';
import type { ServiceRevision } from '../services/revision.ts';
import { revisionOutput } from '../services/service-output.ts';
import { allServices, type EcsService, type EcsState } from '../state.ts';
import type { ServiceDeployment } from './deployment-record.ts';
import { failDeployment } from './fail-deployment.ts';
import { briefOutput, serviceDeploymentOutput } from './service-deployment-output.ts';
import { isRollingBack, isUnderWay } from './service-deployment.ts';

const moment = z.date().optional();

const listInput = z.object({
  service: z.string().min(1),
  cluster: clusterReference,
  status: z.array(z.string()).optional(),
  createdAt: z.object({ before: moment, after: moment }).optional(),
  maxResults: pageSize(20),
  nextToken,
});

const arns = z.array(z.string().min(1)).min(1).max(20);
const stopInput = z.object({ serviceDeploymentArn: z.string().min(1), stopType: z.literal('ROLLBACK', { error: 'The stop type must be ROLLBACK.' }).optional() });

interface Found {
  readonly service: EcsService;
  readonly deployment: ServiceDeployment;
}

export function serviceDeploymentOperations(state: EcsState, wake: (service: EcsService) => void): Readonly<Record<string, Operation>> {
  const find = (arn: string): Found | undefined => allServices(state).flatMap((service) => service.history.map((deployment) => ({ service, deployment }))).find(({ deployment }) => deployment.arn === arn);
  return {
    ListServiceDeployments: ecsOperation(listInput, (input) => {
      const service = serviceOf(clusterOf(state, input.cluster), input.service);
      const { before, after } = input.createdAt ?? {};
      const shown = service.history.filter(
        ({ status, createdAt }) => (input.status === undefined || input.status.includes(status)) && (before === undefined || createdAt < before) && (after === undefined || createdAt > after),
      );
      // Newest first, by a key that grows with age.
      const cut = pageOf(shown.map((deployment, age) => ({ deployment, age })), ({ age }) => String(age).padStart(3, '0'), input.maxResults, input.nextToken);
      return { serviceDeployments: cut.items.map(({ deployment }) => briefOutput(service, deployment)), nextToken: cut.next };
    }),
    DescribeServiceDeployments: ecsOperation(z.object({ serviceDeploymentArns: arns }), ({ serviceDeploymentArns }) => {
      const { found, failures } = partition(serviceDeploymentArns.map((arn) => checkArn(arn, 'service-deployment')), find, (arn) => arn);
      return { serviceDeployments: found.map(({ service, deployment }) => serviceDeploymentOutput(service, deployment)), failures };
    }),
    DescribeServiceRevisions: ecsOperation(z.object({ serviceRevisionArns: arns }), ({ serviceRevisionArns }) => {
      const { found, failures } = partition(serviceRevisionArns.map((arn) => checkArn(arn, 'service-revision')), (arn) => findRevision(state, arn), (arn) => arn);
      return { serviceRevisions: found.map(({ service, revision }) => serviceRevisionOutput(service, revision)), failures };
    }),
    StopServiceDeployment: ecsOperation(stopInput, ({ serviceDeploymentArn }) => {
      const found = find(checkArn(serviceDeploymentArn, 'service-deployment'));
      if (found === undefined) throw new AwsError('ServiceDeploymentNotFoundException', 'Service deployment not found.');
      stop(found, state.now());
      wake(found.service);
      return { serviceDeploymentArn };
    }),
  };
}

/** Rolls a deployment under way back; where nothing was ever completed there is nothing to go back to, and it just stops. */
function stop({ service, deployment }: Found, now: number): void {
  if (!isUnderWay(deployment) || isRollingBack(deployment)) throw new AwsError('ConflictException', `The service deployment cannot be stopped: it is ${deployment.status}.`);
  failDeployment(service, { by: 'Service deployment', cause: 'it was stopped by a user.', rollback: true }, now);
}

function findRevision(state: EcsState, arn: string): { readonly service: EcsService; readonly revision: ServiceRevision } | undefined {
  for (const service of allServices(state)) {
    const revision = service.history.flatMap(({ target, sources }) => [target, ...sources]).find((each) => each.arn === arn);
    if (revision !== undefined) return { service, revision };
  }
}

function serviceRevisionOutput(service: EcsService, revision: ServiceRevision): Record<string, unknown> {
  return {
    serviceRevisionArn: revision.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    ...revisionOutput(revision),
    loadBalancers: revision.loadBalancers,
    serviceRegistries: revision.serviceRegistries,
    containerImages: revision.taskDefinition.containers.map(({ name, image }) => ({ containerName: name, image })),
    guardDutyEnabled: false,
    createdAt: revision.createdAt,
  };
}

function checkArn(arn: string, kind: 'service-deployment' | 'service-revision'): string {
  if (!new RegExp(`^arn:aws[\\w-]*:ecs:[\\w-]+:\\d{12}:${kind}/[\\w-]+/[\\w-]+/[\\w-]+$`).test(arn)) throw invalidParameter(`Invalid identifier: ${arn}`);
  return arn;
}
