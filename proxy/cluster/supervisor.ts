import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../observing/log.ts';
import type { FromWorker } from './messages.ts';
import { createShortLives } from './short-lives.ts';
import { WorkerEnded, type Serving, type Worker, type WorkerEvents } from './worker.ts';

export interface SupervisorOptions {
  readonly processes: number;
  readonly fork: (events: WorkerEvents) => Worker;
  readonly log: Log;
  readonly elapsed: () => number;
  /** Groups that a new worker begins with as taken back. */
  readonly overridden: () => readonly string[];
  /** A worker's counters are final; it ends when this has resolved. */
  readonly onServed: (worker: Serving) => Promise<void>;
  readonly onGone: (worker: Worker) => void;
}

/** Keeps as many workers as were asked for: one that ends is replaced, one that met a fault when there is another in its place. */
export interface Supervisor {
  /** Resolves when all serve. Rejects with the exit status of one that ends before. */
  start(): Promise<void>;
  readonly serving: readonly Serving[];
  /** Replaces every worker by a new one, one after the other. */
  roll(): Promise<void>;
  stop(): Promise<void>;
  kill(): void;
}

interface Member {
  readonly worker: Worker;
  readonly since: number;
  serving: Serving | null;
  /** Another takes, or has taken, its place. */
  isReplaced: boolean;
  readonly ready: PromiseWithResolvers<void>;
  readonly gone: PromiseWithResolvers<void>;
}

export function createSupervisor({ processes, fork, log, elapsed, overridden, onServed, onGone }: SupervisorOptions): Supervisor {
  const members = new Set<Member>();
  const restAfter = createShortLives();
  let stopping = false;
  let started = false;

  function begin(): Member {
    const worker = fork({ onMessage: (message) => onMessage(member, message), onExit: (code) => onExit(member, code) });
    const member: Member = { worker, since: elapsed(), serving: null, isReplaced: false, ready: Promise.withResolvers(), gone: Promise.withResolvers() };
    member.ready.promise.catch(() => {});
    members.add(member);
    return member;
  }

  function onMessage(member: Member, message: FromWorker): void {
    const { worker } = member;
    if (message.kind === 'hello') worker.send({ kind: 'start', overridden: overridden() });
    else if (message.kind === 'ready') {
      member.serving = { ...worker, port: message.port, adminPort: message.adminPort };
      member.ready.resolve();
    } else if (message.kind === 'faulted') void replace(member, true);
    else if (member.serving) void onServed(member.serving).finally(() => worker.send({ kind: 'end' }));
  }

  function onExit(member: Member, code: number | null): void {
    members.delete(member);
    member.gone.resolve();
    member.ready.reject(new WorkerEnded(code));
    onGone(member.worker);
    if (stopping || !started || member.isReplaced) return;
    log.error({ worker: member.worker.id, code }, 'a worker ended: another takes its place');
    void replace(member, false);
  }

  async function replace(member: Member, isServing: boolean): Promise<void> {
    if (member.isReplaced || stopping) return;
    member.isReplaced = true;
    await sleep(restAfter(elapsed() - member.since));
    if (stopping) return;
    const next = begin();
    if (!isServing) return;
    await next.ready.promise.catch(() => {});
    member.worker.send({ kind: 'stop' });
  }

  return {
    async start() {
      const first = Array.from({ length: processes }, begin);
      await Promise.all(first.map(({ ready }) => ready.promise));
      started = true;
      // One may have ended since.
      for (let missing = processes - members.size; missing > 0; missing--) begin();
    },
    get serving() {
      return [...members].flatMap(({ serving }) => serving ?? []);
    },
    async roll() {
      // Those there now: the new ones come into the same set.
      for (const member of Array.from(members)) {
        if (stopping || member.isReplaced) continue;
        const next = begin();
        // Should it not come to serve there is nobody to take its place: the old one stays.
        next.isReplaced = true;
        await next.ready.promise;
        next.isReplaced = false;
        member.isReplaced = true;
        member.worker.send({ kind: 'stop' });
        await member.gone.promise;
      }
    },
    async stop() {
      stopping = true;
      for (const { worker } of members) worker.send({ kind: 'stop' });
      await Promise.all([...members].map(({ gone }) => gone.promise));
    },
    kill() {
      stopping = true;
      for (const { worker } of members) worker.kill();
    },
  };
}
