import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A container engine of this machine, by its own command line. */
export interface ContainerEngine {
  /** Builds the image from a Dockerfile; what its `RUN` lines install comes from the network. Rejects with what the engine printed last. */
  build(image: string, source: ImageSource): Promise<void>;
  /** Bytes that the image takes, its base included. */
  sizeOf(image: string): Promise<number>;
}

export interface ImageSource {
  /** The folder that `COPY` copies from. */
  readonly context: string;
  /** Default: `Dockerfile` in the context. */
  readonly dockerfile?: string;
}

/** The first that answers is the engine's own. Podman's has no BuildKit, and its builds run without control groups too. */
const COMMAND_LINES = [
  { program: 'podman', at: '--url', build: ['build', '--format', 'docker', '--isolation', 'chroot', '--ulimit', 'nofile=1024:1024', '--pull=never'] },
  { program: 'docker', at: '--host', build: ['build'] },
] as const;

const MOST_OUTPUT_BYTES = 16 * 2 ** 20;
const LAST_LINES = 20;

/** Looks who answers at `dockerHost`, which is as in DOCKER_HOST. Rejects, with a remedy, where nobody does. */
export async function findContainerEngine(dockerHost: string): Promise<ContainerEngine> {
  for (const { program, at, build } of COMMAND_LINES) {
    const ask = (...parameters: readonly string[]): Promise<string> => runToEnd(program, [at, dockerHost, ...parameters]);
    if (!(await ask('version').then(() => true, () => false))) continue;
    return {
      build: async (image, { context, dockerfile }) => void (await ask(...build, '--network', 'host', '--tag', image, ...(dockerfile === undefined ? [] : ['--file', dockerfile]), context)),
      sizeOf: async (image) => Number(await ask('image', 'inspect', '--format', '{{.Size}}', image)),
    };
  }
  throw new Error(`no container engine answers to docker or podman at ${dockerHost}. Start one, or name another by DOCKER_HOST; or leave out --runtime docker: processes need no engine.`);
}

async function runToEnd(program: string, parameters: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, parameters, { maxBuffer: MOST_OUTPUT_BYTES })).stdout;
  } catch (error) {
    const { stderr = '', message } = error as { readonly stderr?: string; readonly message: string };
    throw new Error(stderr.trimEnd().split('\n').slice(-LAST_LINES).join('\n') || message, { cause: error });
  }
}
