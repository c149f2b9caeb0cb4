import { minimumTasks } from '../../domain/candidate.ts';
import { BanyanError } from '../../domain/errors.ts';
import type { ContainerService, ObservedService, Rollout } from '../../migrations/ports/container-service.ts';
import { specFingerprint } from '../../migrations/ports/spec-fingerprint.ts';

/** ECS in memory. What a person, or AWS by itself, does to it is done by the members below the port's. */
export interface FakeContainerService extends ContainerService {
  /** All services by name; `group` is `null` where they are none of Banyan's. */
  readonly services: Map<string, Omit<ObservedService, 'deployment'> & { readonly group: string | null }>;
  /** Revisions registered so far, by family. */
  readonly revisions: Map<string, number>;
  setRollout(service: string, rollout: Rollout): void;
  setTasks(service: string, tasks: number): void;
  /** What the proxy's container has in its environment. */
  environment(): Readonly<Record<string, string>>;
}

export interface FakeContainerOptions {
  /** Whether a load balancer's rule leads to the target group: without one ECS refuses to create a service. Default: one does. */
  readonly isAttached?: (targetGroup: string) => boolean;
  /** What becomes of a rollout at once. Default: complete. */
  readonly rollout?: Rollout;
}

export function createFakeContainerService({ isAttached = () => true, rollout = 'complete' }: FakeContainerOptions = {}): FakeContainerService {
  const services: FakeContainerService['services'] = new Map();
  const revisions = new Map<string, number>([['proxy', 1]]);
  /** What each revision was made from. */
  const made = new Map<string, string>();
  /** How often each service was deployed. */
  const deployments = new Map<string, number>();
  const deploy = (service: string): void => void deployments.set(service, (deployments.get(service) ?? 0) + 1);
  let environment: Readonly<Record<string, string>> = { LEGACY: 'http://legacy' };
  let proxyRollout: Rollout = 'complete';
  const register = (family: string): void => void revisions.set(family, (revisions.get(family) ?? 0) + 1);

  const own = (group: string, name: string): Omit<ObservedService, 'deployment'> | undefined => {
    const found = services.get(name);
    if (found && found.group !== group) throw new BanyanError('FOREIGN_RESOURCE', `ECS service "${name}" is none of "${group}".`);
    return found;
  };

  return {
    services,
    revisions,
    environment: () => environment,
    setRollout(name, state) {
      if (name === 'proxy') proxyRollout = state;
      const found = services.get(name);
      if (found) services.set(name, { ...found, rollout: state });
    },
    setTasks(name, tasks) {
      const found = services.get(name);
      if (found) services.set(name, { ...found, desired: tasks, running: tasks });
    },
    async observe(group, name) {
      const found = own(group, name);
      const candidate = found ? { revision: found.revision, fingerprint: found.fingerprint, deployment: `${name}/${deployments.get(name)}`, desired: found.desired, running: found.running, rollout: found.rollout } : 'absent';
      return { candidate, proxy: { environment, rollout: proxyRollout } };
    },
    async ensureService(spec) {
      const { service, desired: first } = spec.candidate;
      const found = own(spec.group, service);
      if (!found && !isAttached(spec.targetGroup)) throw new BanyanError('AWS_REFUSED', `Target group "${spec.targetGroup}" does not have an associated load balancer.`);
      const fingerprint = specFingerprint(spec);
      if (found?.fingerprint !== fingerprint) {
        register(service);
        deploy(service);
      }
      const desired = Math.max(found?.desired ?? first, minimumTasks(spec.candidate));
      const isSame = found?.fingerprint === fingerprint && found.desired === desired;
      const revision = `${service}:${revisions.get(service) ?? 1}`;
      made.set(revision, fingerprint);
      if (!isSame) services.set(service, { group: spec.group, revision, fingerprint, desired, running: rollout === 'complete' ? desired : 0, rollout });
    },
    async runRevision({ group, candidate: { service } }, revision) {
      const found = own(group, service);
      const fingerprint = made.get(revision);
      if (!found || fingerprint === undefined) throw new BanyanError('NOT_CONVERGED', `there is no ${service} to run ${revision}`);
      deploy(service);
      services.set(service, { ...found, group, revision, fingerprint, rollout });
    },
    async configureProxy(variable, value) {
      if (environment[variable] === value) return;
      register('proxy');
      environment = { ...environment, [variable]: value };
      proxyRollout = rollout;
    },
    async removeService(group, name) {
      if (services.get(name)?.group === group) services.delete(name);
    },
  };
}
