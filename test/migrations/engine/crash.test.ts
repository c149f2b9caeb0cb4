import { expect, test } from '@jest/globals';
import { run } from '../../../migrations/engine/drive.ts';
import type { Ports } from '../../../migrations/engine/ports.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const options = { why: 'test', pollMs: 1_000, patienceMs: 60_000 };

class Crash extends Error {}

/** The same ports, dying at call number `at`: before it is made, or after it was made and before its answer came. */
function crashingPorts(ports: Ports, at: number, when: 'before' | 'after', counter: { calls: number }): Ports {
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name, receiver) {
        const member = Reflect.get(target, name, receiver) as unknown;
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          const dies = counter.calls++ === at;
          if (dies && when === 'before') throw new Crash();
          const answer = await (member as (...args: unknown[]) => unknown).apply(target, args);
          if (dies) throw new Crash();
          return answer;
        };
      },
    });
  const { clock, ...rest } = ports;
  return { clock, ...(Object.fromEntries(Object.entries(rest).map(([name, port]) => [name, wrap(port)])) as Omit<Ports, 'clock'>) };
}

async function runWithCrash(at: number, when: 'before' | 'after'): Promise<{ world: FakeWorld; crashed: boolean; calls: number }> {
  const world = createFakeWorld();
  const counter = { calls: 0 };
  let crashed = false;
  await run({ ...world.engine, ports: crashingPorts(world.ports, at, when, counter) }, world.migration, options).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
    crashed = true;
  });
  // A new process: it knows only the journal and the world.
  if (crashed) await run(world.engine, world.migration, options);
  return { world, crashed, calls: counter.calls };
}

test.each(['before', 'after'] as const)('a crash %s any call to the outside leaves a world that the next run brings to the same end', async (when) => {
  const undisturbed = await runWithCrash(-1, when);
  const expected = await undisturbed.world.snapshot();
  expect(undisturbed.calls).toBeGreaterThan(100);
  for (let at = 0; at < undisturbed.calls; at++) {
    const { world, crashed } = await runWithCrash(at, when);
    expect(crashed).toBe(true);
    expect(await world.position()).toBe('retire');
    expect(await world.snapshot()).toBe(expected);
  }
});
