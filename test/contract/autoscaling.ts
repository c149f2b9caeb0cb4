import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import type { Scale } from '../../domain/candidate.ts';
import type { Autoscaling } from '../../migrations/ports/autoscaling.ts';
import { butFor, type Exceptions } from './but-for.ts';

/** Application Auto Scaling, with a service that can be scaled, and legacy's, which has 5 tasks. */
export interface AutoscalingWorld {
  readonly port: Autoscaling;
  readonly service: string;
  readonly targetGroup: string;
  /** Legacy's service has Auto Scaling of 2 to 8 tasks. */
  legacyMinimum(): Promise<number>;
  /** What its Auto Scaling, or a person, does. */
  setLegacyMinimum(min: number): Promise<void>;
  close(): Promise<void>;
}

/** What every autoscaling does, whatever stands behind it. */
export function autoscalingContract(name: string, make: () => Promise<AutoscalingWorld>, exceptions: Exceptions = {}): void {
  describe(`the autoscaling contract, kept by ${name}`, () => {
    const test = butFor(exceptions);
    let world: AutoscalingWorld;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.close());

    const ensure = (scale: Scale): Promise<void> => world.port.ensure({ service: world.service, scale, targetGroup: world.targetGroup });

    test('a service that nobody scales has no scale', async () => {
      expect(await world.port.observe(world.service)).toBeUndefined();
    });

    test('bounds and targets are in force as they were asked for, however often', async () => {
      const scale = { min: 2, max: 10, cpuPercent: 60, requestsPerTarget: 1000 };
      await ensure(scale);
      await ensure(scale);
      expect(await world.port.observe(world.service)).toEqual(scale);
    });

    test('other bounds replace the bounds, and a target that is named no more is given up', async () => {
      await ensure({ min: 2, max: 10, cpuPercent: 60, requestsPerTarget: 1000 });
      await ensure({ min: 3, max: 4, cpuPercent: 70 });
      expect(await world.port.observe(world.service)).toEqual({ min: 3, max: 4, cpuPercent: 70 });
    });

    test('legacy’s minimum is free until it is held, and what it had been once it is given back', async () => {
      expect(await world.port.observeFloor('catalog')).toBe('free');
      await world.port.setFloor('catalog', true);
      await world.port.setFloor('catalog', true);
      expect([await world.port.observeFloor('catalog'), await world.legacyMinimum()]).toEqual(['held', 5]);
      await world.port.setFloor('catalog', false);
      await world.port.setFloor('catalog', false);
      expect([await world.port.observeFloor('catalog'), await world.legacyMinimum()]).toEqual(['free', 2]);
    });

    test('it is held for as long as any group needs it', async () => {
      await world.port.setFloor('catalog', true);
      await world.port.setFloor('orders', true);
      await world.port.setFloor('catalog', false);
      expect([await world.port.observeFloor('catalog'), await world.port.observeFloor('orders'), await world.legacyMinimum()]).toEqual(['free', 'held', 5]);
      await world.port.setFloor('orders', false);
      expect(await world.legacyMinimum()).toBe(2);
    });

    test('a minimum that somebody took down is seen, and put back', async () => {
      await world.port.setFloor('catalog', true);
      await world.setLegacyMinimum(1);
      expect(await world.port.observeFloor('catalog')).toBe('lowered');
      await world.port.setFloor('catalog', true);
      expect([await world.port.observeFloor('catalog'), await world.legacyMinimum()]).toEqual(['held', 5]);
    });

    test('scaling that was removed is gone, and may be removed again', async () => {
      await world.port.remove(world.service);
      await ensure({ min: 2, max: 10, cpuPercent: 60 });
      await world.port.remove(world.service);
      await world.port.remove(world.service);
      expect(await world.port.observe(world.service)).toBeUndefined();
    });
  });
}
