import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '../../processes/child.ts';
import { freePort } from '../../../demo/free-port.ts';
import { answers, missing, startProgram, type Program, type ProgramOptions } from '../../processes/program.ts';

/** Something that answers at a URL. */
export interface Served {
  readonly url: string;
  stop(): Promise<void>;
}

/** A proxy on top of this Node: a file of `bench/processes` that takes the upstream's URL and prints its port. */
export async function startNodeProxy(file: string, upstream: string): Promise<Served & { readonly pid: number | undefined }> {
  const child = await startChild([`bench/processes/${file}`, upstream]);
  return { url: `http://127.0.0.1:${child.firstLine}`, pid: child.process.pid, stop: () => child.stop() };
}

/** What is behind all proxies: much faster than any of them, so that none is held up by it. nginx where it is there, else Node. */
export async function startUpstream(directory: string): Promise<Served> {
  if (missing('nginx') !== undefined) {
    const child = await startChild(['bench/processes/small-target.ts']);
    return { url: `http://127.0.0.1:${child.firstLine}`, stop: () => child.stop() };
  }
  return startNginx(directory, 'upstream', (port) => `server {
    listen 127.0.0.1:${port} backlog=1024;
    default_type application/json;
    return 200 '{"id":7,"name":"a small product","price":12.5,"inStock":true}';
  }`);
}

export interface NginxProxyOptions {
  readonly directory: string;
  readonly upstream: string;
  /** Gets a copy of every request, by `mirror`, and has `timeoutMs` for its answer. */
  readonly mirror?: { readonly url: string; readonly timeoutMs: number };
}

export function startNginxProxy({ directory, upstream, mirror }: NginxProxyOptions): Promise<Served> {
  const mirrored = mirror && `location = /mirror {
      internal;
      proxy_pass http://mirrored$request_uri;
      proxy_read_timeout ${mirror.timeoutMs}ms;
    }`;
  return startNginx(directory, mirror ? 'mirroring' : 'proxy', (port) => `upstream legacy { server ${new URL(upstream).host}; keepalive 64; keepalive_requests 1000000000; }
  ${mirror ? `upstream mirrored { server ${new URL(mirror.url).host}; keepalive 64; }` : ''}
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  server {
    listen 127.0.0.1:${port} backlog=1024;
    location / { ${mirror ? 'mirror /mirror;' : ''} proxy_pass http://legacy; }
    ${mirrored ?? ''}
  }`);
}

async function startNginx(parent: string, name: string, http: (port: number) => string): Promise<Served> {
  const [port, directory] = [await freePort(), join(parent, `nginx-${name}`)];
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${directory}/${kind};`).join(' ');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'nginx.conf'), `worker_processes 1;
daemon off;
pid ${directory}/pid;
error_log ${directory}/error.log crit;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000000;
  ${temporary}
  ${http(port)}
}
`);
  return serving(port, 'nginx', ['-e', `${directory}/error.log`, '-p', directory, '-c', join(directory, 'nginx.conf')]);
}

export async function startHaproxy(directory: string, upstream: string): Promise<Served> {
  const [port, file] = [await freePort(), join(directory, 'haproxy.cfg')];
  await writeFile(file, `global
  nbthread 1
defaults
  mode http
  timeout connect 3s
  timeout client 120s
  timeout server 120s
  http-reuse always
  option forwardfor
frontend callers
  bind 127.0.0.1:${port} backlog 1024
  default_backend legacy
backend legacy
  server legacy ${new URL(upstream).host}
`);
  return serving(port, 'haproxy', ['-q', '-db', '-f', file]);
}

/** One operating-system thread for its goroutines, as the others have one worker. */
export async function startCaddy(directory: string, upstream: string): Promise<Served> {
  const [port, file] = [await freePort(), join(directory, 'Caddyfile')];
  await writeFile(file, `{
  admin off
  auto_https off
}
http://127.0.0.1:${port} {
  reverse_proxy ${new URL(upstream).host} {
    transport http {
      keepalive_idle_conns_per_host 64
    }
  }
}
`);
  return serving(port, 'caddy', ['run', '--config', file, '--adapter', 'caddyfile'], { GOMAXPROCS: '1', HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory });
}

async function serving(port: number, command: string, args: readonly string[], env: ProgramOptions['env'] = {}): Promise<Served> {
  const url = `http://127.0.0.1:${port}`;
  const program: Program = await startProgram(command, args, { env, stdio: 'ignore', isReady: () => answers(url) });
  return { url, stop: () => program.stop() };
}
