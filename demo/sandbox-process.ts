import { startChild, type Child } from './child-process.ts';

/** What a person can ask of the sandbox; each absent member is as the sandbox has it by default. */
export interface SandboxSettings {
  /** Directory that keeps the whole world from one run to the next. */
  readonly state?: string;
  readonly auth?: boolean;
  readonly faults?: readonly string[];
  readonly seed?: string;
  readonly runtime?: string;
  readonly ports?: Readonly<Record<string, number | undefined>>;
}

/** How to reach it. */
export interface SandboxHello {
  readonly awsEndpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly unleashUrl: string;
  readonly unleashAdminToken: string;
  readonly unleashClientToken: string;
  readonly dns: { readonly host: string; readonly port: number };
  readonly faults: { readonly url: string; readonly token: string; readonly seed: string };
  readonly region: string;
  readonly network: { readonly vpcId: string; readonly subnets: readonly string[]; readonly securityGroups: readonly string[] };
}

/** For Node: with these 8 MiB for what is thrown away soon, and no more than 384 for what stays, it collects its garbage before that has grown: 60 MiB less under load than with V8’s own 16 MiB, and as fast. */
export const SANDBOX_FLAGS = ['--max-semi-space-size=8', '--max-old-space-size=384'] as const;

/**
 * For glibc: with one arena rather than eight a core, what one thread has freed another can use; and large buffers, the state while it is saved above all, are mapped
 * each by itself and given back, where they would leave ever larger holes.
 */
export const SANDBOX_ENVIRONMENT = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072' } as const;

/** Starts the sandbox as a process of its own. */
export function startSandboxProcess(
  options: SandboxSettings & { readonly images: object; readonly logDirectory: string; readonly metricPeriodSeconds: number },
  environment: Readonly<Record<string, string>>,
): Promise<Child<SandboxHello>> {
  return startChild<SandboxHello>('../sandbox/main', [JSON.stringify(options)], { ...SANDBOX_ENVIRONMENT, ...environment }, SANDBOX_FLAGS);
}

/** Takes the faults of the sandbox out of force while `work` is done; they are what a person wants to watch, not what the world is built under. */
export async function withoutFaults<Made>({ faults: { url, token } }: SandboxHello, work: () => Promise<Made>): Promise<Made> {
  const ask = async (method: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(url, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body !== undefined && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`the endpoint of the faults answered ${answer.status} to ${method}`);
    return answer.status === 204 ? undefined : await answer.json();
  };
  const { faults } = (await ask('GET')) as { faults: { id: string; seen: number; hits: number }[] };
  if (faults.length > 0) await ask('DELETE');
  const made = await work();
  for (const { id: _id, seen: _seen, hits: _hits, ...fault } of faults) await ask('POST', fault);
  return made;
}
