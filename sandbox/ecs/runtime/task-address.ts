import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Addresses that tasks have of their own, as awsvpc gives each task a network interface. */
export interface AddressPool {
  /** A random address of 127.0.0.0/8 that no task has and on which these ports are free. It is the caller's until released. */
  claim(ports: readonly number[]): Promise<string>;
  release(address: string): void;
}

const MAX_TRIES = 50;

export function createAddressPool(): AddressPool {
  const taken = new Set<string>();
  return {
    async claim(ports) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const address = randomAddress();
        if (taken.has(address)) continue;
        taken.add(address);
        if (await areFree(address, ports)) return address;
        taken.delete(address);
      }
      throw new Error(`ResourceInitializationError: no address in 127.0.0.0/8 has the ports ${ports.join(', ')} free. Does something listen on them at all addresses, such as a task that does not heed HOST?`);
    },
    release: (address) => void taken.delete(address),
  };
}

/** Fails where the machine does not answer on all of 127.0.0.0/8, which tasks need. */
export async function assertLoopbackAddresses(): Promise<void> {
  const address = '127.1.2.3';
  const error = await bindingFault(address, 0);
  if (error?.code === 'EADDRNOTAVAIL') {
    throw new Error(
      `The sandbox gives each task an address of its own in 127.0.0.0/8, and this machine has only 127.0.0.1 (${address} is not available). ` +
        `Run it on Linux, in a container or a virtual machine; or, on macOS, add addresses: sudo ifconfig lo0 alias ${address}`,
    );
  }
}

/** 127.x.y.z, apart from 127.0.*, which other programs use. */
function randomAddress(): string {
  return `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
}

async function areFree(address: string, ports: readonly number[]): Promise<boolean> {
  for (const port of ports) if ((await bindingFault(address, port)) !== undefined) return false;
  return true;
}

async function bindingFault(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
  server.close();
  await once(server, 'close');
}
