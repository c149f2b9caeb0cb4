import { BanyanError } from '../../../../domain/errors.ts';
import type { Engine } from '../../../../migrations/engine/engine.ts';
import type { Random } from '../../../../sandbox/faults/random.ts';
import { realClock } from '../../../support/real-clock.ts';
import type { MovingWorld } from './moving-world.ts';

const KILLS = { least: 4, more: 10 };
const ATTEMPTS = 200;

export interface Killers {
  /** What was killed so far. */
  readonly kills: readonly string[];
  /** Aborted when the engine at work is to die. */
  engineLives(): AbortSignal;
  stop(): Promise<void>;
}

/** Every now and then something dies, until so much has that the rest of the way is to be seen. */
export function startKillers(world: MovingWorld, random: Random): Killers {
  let engine = new AbortController();
  const stopped = new AbortController();
  const kills: string[] = [];
  const deeds: readonly (readonly [string, () => unknown])[] = [
    ['engine', () => engine.abort(new Error('killed'))],
    ['mover', () => world.killMover()],
    ['legacy service', () => world.legacy.kill()],
    ['candidate service', () => world.candidate.kill()],
    ['legacy connections', () => world.breakConnections('legacy')],
    ['candidate connections', () => world.breakConnections('candidate')],
  ];
  const work = (async () => {
    const most = KILLS.least + Math.floor(random() * KILLS.more);
    while (!stopped.signal.aborted && kills.length < most) {
      await realClock.sleep(100 + random() * 600);
      const [name = '', deed = () => undefined] = deeds[Math.floor(random() * deeds.length)] ?? [];
      kills.push(name);
      await deed();
    }
  })();
  return {
    kills,
    engineLives() {
      engine = new AbortController();
      return engine.signal;
    },
    async stop() {
      stopped.abort();
      await work;
    },
  };
}

/** As an operator whose command died, or failed for what passes: the same again, by another engine. Returns what was killed meanwhile. */
export async function persist(world: MovingWorld, killers: Killers, command: (engine: Engine, signal: AbortSignal) => Promise<void>): Promise<readonly string[]> {
  for (let attempt = 1; ; attempt++) {
    const signal = killers.engineLives();
    try {
      await command(mortal(world.engine(), signal), signal);
      await killers.stop();
      return killers.kills;
    } catch (error) {
      const passes = error instanceof BanyanError || signal.aborted || isConnectionTrouble(error);
      if (!passes || attempt >= ATTEMPTS) throw error;
      await realClock.sleep(20);
    }
  }
}

/** Whoever is killed makes no further call. */
function mortal(engine: Engine, signal: AbortSignal): Engine {
  const ports = Object.entries(engine.ports).map(([name, port]) => [
    name,
    new Proxy(port as object, {
      get(target, member, receiver) {
        const method: unknown = Reflect.get(target, member, receiver);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]): unknown => {
          signal.throwIfAborted();
          return method.apply(target, args) as unknown;
        };
      },
    }),
  ]);
  return { ...engine, ports: Object.fromEntries(ports) as Engine['ports'] };
}

/** Behind its admin port the mover says this as MOVER_UNREACHABLE; here it is asked without one. */
function isConnectionTrouble(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return /^(08|57P|ECONN)/.test(code ?? '') || /terminat|Connection|pool|ended|closed/i.test(message ?? '');
}
