/** Where a container engine answers. */
export type EngineAddress = { readonly socketPath: string } | { readonly origin: string };

export const DEFAULT_DOCKER_HOST = 'unix:///var/run/docker.sock';

/** Reads `DOCKER_HOST`: `unix:///path` or `tcp://address:port`. Throws on others: a task's address exists on this machine only, so an engine elsewhere is of no use. */
export function readDockerHost(text: string): EngineAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'unix:' && url.pathname.length > 1) return { socketPath: decodeURIComponent(url.pathname) };
  if ((url?.protocol === 'tcp:' || url?.protocol === 'http:') && url.host !== '') return { origin: `http://${url.host}` };
  throw new Error(`DOCKER_HOST is ${JSON.stringify(text)}: the engine must run on this machine and be named as unix:///path/to/docker.sock or tcp://127.0.0.1:2375 (without TLS).`);
}
