import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import type { ServiceDiscovery } from '../../migrations/ports/service-discovery.ts';
import { butFor, type Exceptions } from './but-for.ts';

/** Cloud Map and what a person sees of it who works beside Banyan. */
export interface DiscoveryWorld {
  readonly port: ServiceDiscovery;
  /** How many services of that name the namespace has. */
  count(name: string): Promise<number>;
  addForeign(name: string): Promise<void>;
  close(): Promise<void>;
}

/** What every service discovery does, whatever stands behind it. */
export function serviceDiscoveryContract(name: string, make: () => Promise<DiscoveryWorld>, exceptions: Exceptions = {}): void {
  describe(`the service discovery contract, kept by ${name}`, () => {
    const test = butFor(exceptions);
    let world: DiscoveryWorld;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.close());

    test('a name that is asked for twice is there once', async () => {
      expect(await world.port.has('catalog', 'catalog')).toBe(false);
      await world.port.ensure('catalog', 'catalog');
      await world.port.ensure('catalog', 'catalog');
      expect(await world.port.has('catalog', 'catalog')).toBe(true);
      expect(await world.count('catalog')).toBe(1);
    });

    test('a name that somebody else gave is refused, and stays', async () => {
      await world.addForeign('catalog');
      await expect(world.port.has('catalog', 'catalog')).rejects.toMatchObject({ code: 'FOREIGN_RESOURCE' });
      await expect(world.port.ensure('catalog', 'catalog')).rejects.toMatchObject({ code: 'FOREIGN_RESOURCE' });
      await world.port.remove('catalog', 'catalog');
      expect(await world.count('catalog')).toBe(1);
    });

    test('the name of another route group is refused, and stays', async () => {
      await world.port.ensure('orders', 'catalog');
      await expect(world.port.ensure('catalog', 'catalog')).rejects.toMatchObject({ code: 'FOREIGN_RESOURCE' });
      await world.port.remove('catalog', 'catalog');
      expect(await world.port.has('orders', 'catalog')).toBe(true);
    });

    test('a name that was removed is gone, may be removed again, and can be given anew', async () => {
      await world.port.remove('catalog', 'catalog');
      await world.port.ensure('catalog', 'catalog');
      await world.port.remove('catalog', 'catalog');
      await world.port.remove('catalog', 'catalog');
      expect(await world.count('catalog')).toBe(0);
      await world.port.ensure('catalog', 'catalog');
      expect(await world.port.has('catalog', 'catalog')).toBe(true);
    });
  });
}
