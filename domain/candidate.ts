/** The ECS service that takes a route group over, as its migration describes it. */
export interface Candidate {
  /** Name of the ECS service, its task family, its Cloud Map service and its target group. */
  readonly service: string;
  readonly image: string;
  /** Fargate CPU units (256 = ¼ vCPU) and memory in MiB. */
  readonly cpu: number;
  readonly memory: number;
  /** The port the container listens on. */
  readonly port: number;
  /** Path the load balancer asks for health. */
  readonly health: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Variables whose values ECS reads as it starts a task: by name, the parameter of SSM or the ARN of a secret that has it. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Command of the container; absent means the image's own. */
  readonly command?: readonly string[];
  /** Tasks to start with; Auto Scaling moves within {@link Scale} afterwards. */
  readonly desired: number;
  readonly scale?: Scale;
  /** Cloud Map name within the configured namespace. */
  readonly discovery: string;
}

/** Bounds and targets of Application Auto Scaling. At least one target is set. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  /** Average CPU of the service in percent. */
  readonly cpuPercent?: number;
  /** Requests per target and minute that come through the load balancer. */
  readonly requestsPerTarget?: number;
}

/** The tasks the candidate must have at the least. */
export function minimumTasks({ desired, scale }: Candidate): number {
  return scale?.min ?? desired;
}
