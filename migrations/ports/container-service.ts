import type { Candidate } from '../../domain/candidate.ts';

/** ECS as the engine needs it. */
export interface ContainerService {
  /** The candidate's service, if there is one, and the proxy's. */
  observe(group: string, service: string): Promise<ContainerState>;
  /** Makes the service run the candidate as specified: task definition, service, registration with its target group and Cloud Map name. */
  ensureService(spec: ServiceSpec): Promise<void>;
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
  /** {@link specFingerprint} of what the running task definition was made from. */
  readonly fingerprint: string;
  readonly desired: number;
  readonly running: number;
  readonly rollout: Rollout;
}

/** Whether the latest revision is what runs. */
export type Rollout = 'complete' | 'in-progress' | 'failed';
