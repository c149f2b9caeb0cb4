import { describe, expect, test } from '@jest/globals';
import { array, assert, boolean, integer, pre, property, record } from 'fast-check';
import { planRollout } from '../../../../sandbox/ecs/scheduler/rolling-update.ts';

const task = record({ healthy: boolean() });
const situation = record({
  desired: integer({ min: 0, max: 12 }),
  minimumHealthyPercent: integer({ min: 0, max: 100 }),
  maximumPercent: integer({ min: 100, max: 200 }),
  primary: array(task, { maxLength: 14 }),
  previous: array(task, { maxLength: 14 }),
});
const healthy = (tasks: readonly { readonly healthy: boolean }[]) => tasks.filter((each) => each.healthy).length;

describe('one step of a rolling update', () => {
  test('what it stops never brings the healthy tasks below the minimum', () => {
    assert(
      property(situation, (before) => {
        const all = [...before.primary, ...before.previous];
        const floor = Math.min(healthy(all), Math.ceil((before.desired * before.minimumHealthyPercent) / 100));
        expect(healthy(all) - healthy(planRollout(before).stop)).toBeGreaterThanOrEqual(floor);
      }),
    );
  });

  test('what it starts never brings the tasks above the maximum, nor the primary ones above the desired', () => {
    assert(
      property(situation, (before) => {
        const { start, stop } = planRollout(before);
        const after = before.primary.length + before.previous.length - stop.length + start;
        if (start > 0) expect(after).toBeLessThanOrEqual(Math.floor((before.desired * before.maximumPercent) / 100));
        if (start > 0) expect(before.primary.length + start).toBeLessThanOrEqual(before.desired);
      }),
    );
  });

  test('repeated with tasks that get healthy, it ends with exactly the desired tasks of the primary deployment', () => {
    assert(
      property(situation, (before) => {
        pre(before.desired > 0 && (before.minimumHealthyPercent <= 100 - 100 / before.desired || before.maximumPercent >= 100 + 100 / before.desired));
        let { primary, previous } = before;
        for (let step = 0; step < 100; step += 1) {
          const { start, stop } = planRollout({ ...before, primary, previous });
          primary = [...primary.filter((each) => !stop.includes(each)).map(() => ({ healthy: true })), ...Array.from({ length: start }, () => ({ healthy: true }))];
          previous = previous.filter((each) => !stop.includes(each));
        }
        expect({ primary: primary.length, previous: previous.length }).toEqual({ primary: before.desired, previous: 0 });
      }),
    );
  });

  test('with the defaults 100 and 200 % all new tasks start beside the others, which stop as the new ones get healthy', () => {
    const previous = [{ healthy: true }, { healthy: true }];
    const percents = { desired: 2, minimumHealthyPercent: 100, maximumPercent: 200 };
    expect(planRollout({ ...percents, primary: [], previous })).toMatchObject({ start: 2, stop: [] });
    expect(planRollout({ ...percents, primary: [{ healthy: false }, { healthy: false }], previous })).toMatchObject({ start: 0, stop: [] });
    expect(planRollout({ ...percents, primary: [{ healthy: true }, { healthy: false }], previous })).toMatchObject({ start: 0, stop: [previous[0]] });
  });

  test('a failed task stays until a healthy one has taken its place, where there is room for both', () => {
    const failed = { healthy: false, failed: true };
    const percents = { desired: 1, minimumHealthyPercent: 100, maximumPercent: 200, previous: [] };
    expect(planRollout({ ...percents, primary: [failed] })).toMatchObject({ start: 1, stop: [] });
    expect(planRollout({ ...percents, primary: [failed, { healthy: false }] })).toMatchObject({ start: 0, stop: [] });
    expect(planRollout({ ...percents, primary: [failed, { healthy: true }] })).toMatchObject({ start: 0, stop: [failed] });
  });

  test('where there is no room for a replacement, failed tasks stop one at a time', () => {
    const failed = [{ healthy: false, failed: true }, { healthy: false, failed: true }];
    expect(planRollout({ desired: 2, minimumHealthyPercent: 100, maximumPercent: 100, primary: failed, previous: [] })).toMatchObject({ start: 1, stop: [failed[0]] });
  });

  test('protected tasks are stopped neither by scaling in nor by a deployment, and are counted', () => {
    const safe = { healthy: true, protected: true };
    const percents = { desired: 1, minimumHealthyPercent: 100, maximumPercent: 200 };
    expect(planRollout({ ...percents, primary: [safe, { ...safe, protected: false }, safe], previous: [] })).toEqual({ start: 0, stop: [{ ...safe, protected: false }], spared: 1 });
    expect(planRollout({ ...percents, primary: [{ ...safe, protected: false }], previous: [safe] })).toEqual({ start: 0, stop: [], spared: 1 });
  });

  test('with 50 and 100 % half of the others stop first', () => {
    const previous = [{ healthy: true }, { healthy: true }];
    expect(planRollout({ desired: 2, minimumHealthyPercent: 50, maximumPercent: 100, primary: [], previous })).toMatchObject({ start: 1, stop: [previous[0]] });
  });
});
