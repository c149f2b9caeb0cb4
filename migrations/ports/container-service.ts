import type { Candidate } from '../../domain/candidate.ts';

/** ECS as the engine needs it. */
export interface ContainerService {
  /** The candidate's service, if there is one, and the proxy's. */
  observe(group: string, service: string): Promise<ContainerState>;
  /** Makes the service run the candidate as specified: task definition, service, registration with its target group and Cloud Map name. */
  ensureService(spec: ServiceSpec): Promise<void>;
  /** Makes the service run an earlier revision of its task definition, or the same by fresh tasks, registered with its target group. The service has to be there. */
  runRevision(spec: ServiceSpec, revision: string): Promise<void>;
  /** Gives the proxy's task definition another value of one environment variable: a new revision, rolled out by ECS. */
  configureProxy(variable: string, value: string): Promise<void>;
  /** Deletes the service; absent is fine. */
  removeService(group: string, service: string): Promise<void>;
}

export interface ServiceSpec {
  readonly group: string;
  readonly candidate: Candidate;
  /** Name of the target group the tasks are registered in. */
  readonly targetGroup: string;
}

export interface ContainerState {
  readonly candidate: ObservedService | 'absent';
  readonly proxy: { readonly environment: Readonly<Record<string, string>>; readonly rollout: Rollout };
}

export interface ObservedService {
  /** The task definition's revision that the service is to run, as {@link ContainerService.runRevision} takes it. */
  readonly revision: string;
  /** {@link specFingerprint} of what the running task definition was made from. */
  readonly fingerprint: string;
  /** Its newest deployment: another one whenever fresh tasks were asked for. */
  readonly deployment: string;
  readonly desired: number;
  readonly running: number;
  readonly rollout: Rollout;
}

/** Whether the latest revision is what runs. */
export type Rollout = 'complete' | 'in-progress' | 'failed';
