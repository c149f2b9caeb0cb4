import type { RunningTask } from '../ecs/running-tasks.ts';
import type { Strike } from '../ecs/runtime/runtime.ts';
import type { FaultBook } from './fault-book.ts';
import { matchesGlob } from './glob.ts';

export interface TaskFaultsOptions {
  readonly book: FaultBook;
  readonly running: () => readonly RunningTask[];
  readonly strike: (taskId: string, kind: Strike) => void;
}

/** How often it looks for tasks that came to run. */
const LOOK_EVERY_MS = 100;

/** Strikes tasks as the faults say: each fault looks at each running task once, in the order of their start. */
export function startTaskFaults({ book, running, strike }: TaskFaultsOptions): { close(): void } {
  /** By fault, the tasks that it has looked at. */
  const looked = new Map<string, Set<string>>();
  const pending = new Set<NodeJS.Timeout>();

  const later = (afterMs: number, taskId: string, kind: Strike): void => {
    const timer = setTimeout(() => {
      pending.delete(timer);
      strike(taskId, kind);
    }, afterMs).unref();
    pending.add(timer);
  };

  const look = (): void => {
    const faults = book.of('tasks');
    for (const id of looked.keys()) if (!faults.some((fault) => fault.id === id)) looked.delete(id);
    if (faults.length === 0) return;
    const tasks = running().toSorted((a, b) => a.startedAt - b.startedAt || a.id.localeCompare(b.id));
    for (const { id } of faults) {
      const done = looked.get(id) ?? new Set();
      for (const task of tasks) {
        if (done.has(task.id)) continue;
        for (const hit of book.strike('tasks', { only: id, matches: ({ service }) => matchesGlob(service, task.service) })) later(hit.fault.effect.afterMs, task.id, hit.fault.effect.kind);
      }
      looked.set(id, new Set(tasks.map((task) => task.id)));
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return {
    close() {
      clearInterval(timer);
      for (const each of pending) clearTimeout(each);
    },
  };
}
