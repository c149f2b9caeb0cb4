import type { Image } from './ecs/runtime/process/images.ts';
import type { Credentials } from './wire/credentials.ts';

export interface SandboxOptions {
  /** What container images stand for: local builds by `name:tag` or `name`. The container runtime takes those of its engine instead. */
  readonly images: Readonly<Record<string, Image>>;
  /** Takes a log file per task. */
  readonly logDirectory: string;
  /** How often services publish metrics; 60 (default), as AWS does, or another period that CloudWatch takes. */
  readonly metricPeriodSeconds?: number;
  /** The time-lapse: health-check intervals and deregistration delays take this share (default 0.1) of the seconds they are set to, and show. */
  readonly timeScale?: number;
  readonly host?: '127.0.0.1';
  /** A port that is absent is the one of the state, and without a state any free one. */
  readonly ports?: Partial<Ports>;
  /** Directory that keeps the state from one run to the next; one sandbox at a time. Absent: nothing is kept. */
  readonly state?: string;
  /** What callers must sign with. Default `sandbox` and `sandbox-secret`. */
  readonly credentials?: Credentials;
  /** False takes any signature, and calls without one. Default true. */
  readonly auth?: boolean;
  /** What runs the containers of tasks: processes of this machine (default), or the engine that DOCKER_HOST names. */
  readonly runtime?: 'process' | 'docker';
  /** What SSM and Secrets Manager would have: values by the `valueFrom` under which task definitions ask for them. Default none. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Faults in force from the start, as the command line writes them. Default none. */
  readonly faults?: readonly string[];
  /** What all that is drawn for faults follows from. Default `sandbox`. */
  readonly seed?: string;
  /** What the endpoint of the faults wants to see. Default: a new one. */
  readonly faultToken?: string;
}

/** The ports of the loopback address. */
export interface Ports {
  readonly aws: number;
  readonly unleash: number;
  readonly dns: number;
  readonly faults: number;
}

/** AWS and Unleash on this machine. Everything here but `close` can be printed as JSON. */
export interface Sandbox {
  readonly awsEndpoint: string;
  /** What callers must sign with. */
  readonly credentials: Credentials;
  readonly unleashUrl: string;
  readonly unleashAdminToken: string;
  readonly unleashClientToken: string;
  /** Answers for the names of Cloud Map. */
  readonly dns: { readonly host: string; readonly port: number };
  /** Where faults are listed, added and taken away while it runs. */
  readonly faults: { readonly url: string; readonly token: string; readonly seed: string };
  /** Those that HTTPS listeners may present; clients trust them by their PEM. */
  readonly certificates: readonly { readonly arn: string; readonly names: readonly string[]; readonly pem: string }[];
  readonly region: string;
  readonly accountId: string;
  /** Ids that every call accepts; no others are. */
  readonly network: { readonly vpcId: string; readonly subnets: readonly string[]; readonly securityGroups: readonly string[] };
  /** Ends everything, the state saved; resolves when every task's process is dead. */
  close(): Promise<void>;
}

/** @throws Error with all that is wrong, each with its member */
export function checkOptions({ timeScale = 0.1, ports = {}, seed = '', runtime = 'process', faultToken }: SandboxOptions): void {
  const problems: string[] = [];
  if (!(timeScale > 0 && timeScale <= 1)) problems.push(`timeScale must be above 0 and at most 1, not ${timeScale}.`);
  for (const [name, port] of Object.entries(ports)) {
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) problems.push(`The port ${name} must be a whole number from 0, which is any free one, to 65535, not ${port}.`);
  }
  const fixed = Object.entries(ports).filter(([, port]) => port);
  for (const [at, [name, port]] of fixed.entries()) {
    const other = fixed.slice(0, at).find(([, same]) => same === port)?.[0];
    if (other !== undefined) problems.push(`The ports ${other} and ${name} are both ${port}; choose two.`);
  }
  if (runtime !== 'process' && runtime !== 'docker') problems.push(`The runtime must be process or docker, not ${String(runtime)}.`);
  if (seed.length > 256) problems.push('The seed must have at most 256 characters.');
  if (faultToken !== undefined && !/^[\x21-\x7e]{16,256}$/.test(faultToken)) problems.push('The token of the faults must have 16 to 256 characters, none of them a space.');
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
