import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { DesiredData, ObservedData } from '../../../domain/data-movement.ts';
import { createDataMover } from '../../../migrations/adapters/data/data-mover.ts';
import type { Random } from '../../../sandbox/faults/random.ts';
import { MOVER_TOKEN, startMover, type MoverProcess } from '../../support/mover-process.ts';

const PATIENCE_MS = 60_000;

/** Two movers of one group, one of which stands by; whoever is asked for something asks the other where the one does not answer. */
export interface TwoMovers {
  readonly kills: Record<'movers' | 'connections', number>;
  /** Tells them until it has come about. */
  bring(desired: DesiredData, isSo: (seen: ObservedData) => boolean): Promise<void>;
  /** From now on one of them, or all connections of both, are killed every now and then. */
  startKilling(): void;
  stopKilling(): Promise<void>;
  end(): Promise<void>;
}

/** `server`: anywhere on the server that has the stores' `databases`. */
export async function startTwoMovers(directory: string, environment: Readonly<Record<string, string>>, server: Pool, databases: readonly string[], random: Random): Promise<TwoMovers> {
  const start = (): Promise<MoverProcess> => startMover(directory, environment);
  const movers = await Promise.all([start(), start()]);
  const kills = { movers: 0, connections: 0 };
  let killing = Promise.resolve();
  const stopped = new AbortController();

  async function killOne(): Promise<void> {
    const at = random() < 0.5 ? 0 : 1;
    kills.movers += 1;
    await movers[at]?.kill('SIGKILL');
    movers[at] = await start();
  }

  async function breakConnections(): Promise<void> {
    kills.connections += 1;
    await server.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'banyan mover%' and datname = any($1)`, [databases]);
  }

  async function tell(desired: DesiredData, isSo: (seen: ObservedData) => boolean): Promise<boolean> {
    for (const { url } of movers) {
      const mover = createDataMover({ url, token: MOVER_TOKEN, lookMs: 5_000, orderMs: 10_000 });
      try {
        await mover.ensure('orders', desired);
        const { orders = 'absent' } = await mover.observe(['orders']);
        if (orders !== 'absent' && isSo(orders)) return true;
      } catch {
        // It was killed, or stands by.
      }
    }
    return false;
  }

  return {
    kills,
    async bring(desired, isSo) {
      for (const end = performance.now() + PATIENCE_MS; !(await tell(desired, isSo)); await sleep(20)) {
        if (performance.now() > end) throw new Error(`${JSON.stringify(desired)} did not come about in a minute`);
      }
    },
    startKilling() {
      killing = (async () => {
        while (!stopped.signal.aborted) {
          await sleep(50 + random() * 700);
          await (random() < 0.5 ? killOne() : breakConnections());
        }
      })();
    },
    async stopKilling() {
      stopped.abort();
      await killing;
    },
    async end() {
      await Promise.all(movers.map((mover) => mover.kill('SIGKILL')));
    },
  };
}
