import { z } from 'zod';
import { AwsError, type Operation } from '../../wire/service.ts';
import { invalidParameter } from '../errors.ts';
import { ecsOperation, lastPart, nextToken, pageOf, pageSize, partition } from '../inputs.ts';
import { clusterOf } from '../references.ts';
import type { StrategyItem } from '../services/revision.ts';
import type { Cluster, EcsState } from '../state.ts';

/** The capacity providers that every account has. Those of one's own need container instances, which the sandbox does not have. */
const PROVIDERS = ['FARGATE', 'FARGATE_SPOT'] as const;

export const capacityProviderStrategy = z
  .array(z.object({ capacityProvider: z.string().min(1), base: z.number().int().min(0).max(100_000).default(0), weight: z.number().int().min(0).max(1_000).default(0) }))
  .max(20);

export function capacityProviderOperations(state: EcsState): Readonly<Record<string, Operation>> {
  const arnOf = (name: string) => state.arn(`capacity-provider/${name}`);
  const input = z.object({ capacityProviders: z.array(z.string()).max(100).optional(), cluster: z.string().optional(), maxResults: pageSize(10, 10), nextToken });
  return {
    DescribeCapacityProviders: ecsOperation(input, ({ capacityProviders, cluster, maxResults, nextToken }) => {
      const known: readonly string[] = cluster === undefined ? PROVIDERS : clusterOf(state, cluster).settings.capacityProviders;
      const { found, failures } = partition(capacityProviders ?? known, (reference) => known.find((name) => name === lastPart(reference)), arnOf);
      const cut = pageOf(found, (name) => name, maxResults, nextToken);
      return { capacityProviders: cut.items.map((name) => ({ capacityProviderArn: arnOf(name), name, status: 'ACTIVE', type: name, tags: [] })), failures, nextToken: cut.next };
    }),
  };
}

/** Names without repetition; one that there is not is refused. */
export function readProviders(references: readonly string[]): readonly string[] {
  const names = references.map(lastPart);
  const unknown = names.find((name) => !PROVIDERS.some((provider) => provider === name));
  if (unknown !== undefined) throw providerNotFound(unknown);
  return [...new Set(names)];
}

/** Refuses a strategy that the cluster does not have the providers for, or that places no task. */
export function checkStrategy(strategy: readonly StrategyItem[], { capacityProviders }: Pick<Cluster['settings'], 'capacityProviders'>): void {
  const strange = strategy.find(({ capacityProvider }) => !capacityProviders.includes(lastPart(capacityProvider)));
  if (strange !== undefined) throw providerNotFound(strange.capacityProvider);
  if (strategy.filter(({ base }) => base > 0).length > 1) throw invalidParameter('Only one capacity provider in a capacity provider strategy can have a base defined.');
  if (strategy.length > 1 && strategy.every(({ weight }) => weight === 0)) throw invalidParameter('At least one capacity provider in a capacity provider strategy must have a weight above 0.');
}

/** The provider of the next task, where so many run with each: the base first, then whichever is furthest behind its weight. */
export function chooseProvider(strategy: readonly StrategyItem[], running: (provider: string) => number): string | undefined {
  const short = strategy.find(({ capacityProvider, base }) => running(capacityProvider) < base);
  if (short !== undefined) return short.capacityProvider;
  const [least] = strategy
    .filter(({ weight }) => weight > 0)
    .map(({ capacityProvider, base, weight }) => ({ capacityProvider, fill: (running(capacityProvider) - base + 1) / weight }))
    .toSorted((a, b) => a.fill - b.fill);
  return (least ?? strategy[0])?.capacityProvider;
}

function providerNotFound(name: string): AwsError {
  return invalidParameter(`The specified capacity provider '${name}' was not found. Specify a valid name or ARN and try again.`);
}
