import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Scale } from '../../domain/candidate.ts';
import type { Autoscaling } from '../../migrations/ports/autoscaling.ts';

/** Application Auto Scaling, with a service that can be scaled. */
export interface AutoscalingWorld {
  readonly port: Autoscaling;
  readonly service: string;
  readonly targetGroup: string;
  close(): Promise<void>;
}

/** What every autoscaling does, whatever stands behind it. */
export function autoscalingContract(name: string, make: () => Promise<AutoscalingWorld>): void {
  describe(`the autoscaling contract, kept by ${name}`, () => {
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

    test('scaling that was removed is gone, and may be removed again', async () => {
      await world.port.remove(world.service);
      await ensure({ min: 2, max: 10, cpuPercent: 60 });
      await world.port.remove(world.service);
      await world.port.remove(world.service);
      expect(await world.port.observe(world.service)).toBeUndefined();
    });
  });
}
