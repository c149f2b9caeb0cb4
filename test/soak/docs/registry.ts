import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An npm registry on loopback that has one package, `banyan`, and sends whoever asks for another to the registry at `elsewhere`. */
export interface OnePackageRegistry {
  readonly url: string;
  close(): Promise<void>;
}

export async function startRegistry(tarball: string, manifest: { readonly version: string }, elsewhere: string): Promise<OnePackageRegistry> {
  const server = createServer((req, res) => {
    if (req.url === '/banyan') {
      const dist = { tarball: `${url()}/banyan.tgz` };
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ name: 'banyan', 'dist-tags': { latest: manifest.version }, versions: { [manifest.version]: { ...manifest, dist } } }));
    } else if (req.url === '/banyan.tgz') res.writeHead(200).end(readFileSync(tarball));
    else res.writeHead(302, { location: new URL((req.url ?? '/').slice(1), elsewhere).href }).end();
  }).listen(0, '127.0.0.1');
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await once(server, 'listening');
  return {
    url: url(),
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
