import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A listening server that can be made to hang up on everybody. */
export interface Door {
  readonly url: string;
  lead(to: RequestListener): void;
  /** Not to be reached from now on, or reached again. */
  goAway(): void;
  comeBack(): void;
  close(): Promise<void>;
}

export async function openDoor(): Promise<Door> {
  let isThere = true;
  let listener: RequestListener | undefined;
  const server = createServer((req, res) => {
    if (isThere && listener) listener(req, res);
    else req.socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: (to) => (listener = to),
    goAway: () => (isThere = false),
    comeBack: () => (isThere = true),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
