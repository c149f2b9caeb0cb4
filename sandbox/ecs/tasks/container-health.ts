import { setTimeout as sleep } from 'node:timers/promises';
import type { Argv, RunningContainer } from '../runtime/runtime.ts';
import { healthCheckOf, type ContainerDefinition, type HealthCheck } from '../task-definitions/container-definition.ts';

export type Health = 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';

/** Health, and failed checks in a row that count. */
export interface Checked {
  readonly health: Health;
  readonly failures: number;
}

export const UNCHECKED: Checked = { health: 'UNKNOWN', failures: 0 };

/** One success makes healthy; `retries` failures in a row make unhealthy. Until the first success, failures within the start period do not count. */
export function afterCheck(before: Checked, passed: boolean, { retries, isStarting }: { readonly retries: number; readonly isStarting: boolean }): Checked {
  if (passed) return { health: 'HEALTHY', failures: 0 };
  if (isStarting && before.health === 'UNKNOWN') return before;
  const failures = before.failures + 1;
  return { health: failures >= retries ? 'UNHEALTHY' : before.health, failures };
}

export interface CheckOptions {
  /** Share of the interval that is waited. */
  readonly timeScale: number;
  readonly now: () => number;
  readonly onChange: (health: Health) => void;
}

/** Checks a container at its interval until it has ended. Does nothing where its definition has no check. */
export async function watchHealth(definition: ContainerDefinition, running: RunningContainer, { timeScale, now, onChange }: CheckOptions): Promise<void> {
  const check = healthCheckOf(definition);
  if (check === undefined) return;
  const startedAt = now();
  const ended = new AbortController();
  void running.exited.then(() => ended.abort());
  let state = UNCHECKED;
  while (await pause(check.interval * 1_000 * timeScale, ended.signal)) {
    const passed = await running.exec(commandOf(check), check.timeout * 1_000);
    if (ended.signal.aborted) return;
    const { health } = state;
    state = afterCheck(state, passed, { retries: check.retries, isStarting: now() - startedAt < (check.startPeriod ?? 0) * 1_000 });
    if (state.health !== health) onChange(state.health);
  }
}

function commandOf({ command: [form, ...words] }: HealthCheck): Argv {
  return form === 'CMD-SHELL' ? ['/bin/sh', '-c', words.join(' ')] : [words[0] ?? '', ...words.slice(1)];
}

/** False where it was cut short. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return sleep(ms, true, { signal, ref: false }).catch(() => false);
}
