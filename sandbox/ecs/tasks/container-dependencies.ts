import { setTimeout as sleep } from 'node:timers/promises';
import { ContainerFault } from '../runtime/runtime.ts';
import type { Condition } from '../task-definitions/container-definition.ts';
import type { Container } from './container.ts';

/** The container agent's own limit where a container sets none. */
const DEFAULT_START_TIMEOUT_SECONDS = 180;

/** Settles when everything that the container depends on is as it must be. Rejects where that cannot come to be any more, or does not within the other container's `startTimeout`. */
export async function awaitDependencies({ definition }: Container, all: readonly Container[]): Promise<void> {
  await Promise.all(
    (definition.dependsOn ?? []).map(async ({ containerName, condition }) => {
      const other = all.find((container) => container.definition.name === containerName);
      if (other !== undefined) await awaitCondition(other, condition);
    }),
  );
}

async function awaitCondition(other: Container, condition: Condition): Promise<void> {
  const { name, startTimeout = DEFAULT_START_TIMEOUT_SECONDS } = other.definition;
  await other.started;
  const over = new AbortController();
  const timeout = sleep(startTimeout * 1_000, undefined, { signal: over.signal, ref: false }).then(
    () => fail(`dependency timed out: container '${name}' did not become ${condition} within ${startTimeout} seconds`),
    () => undefined,
  );
  try {
    await Promise.race([isMet(other, condition), timeout]);
  } finally {
    over.abort();
  }
}

async function isMet(other: Container, condition: Condition): Promise<void> {
  const { name } = other.definition;
  if (condition === 'START') return;
  if (condition === 'HEALTHY') return awaitHealthy(other);
  const { code } = await other.exited;
  if (condition === 'SUCCESS' && code !== 0) fail(`dependency failed: container '${name}' exited with code ${code}, and SUCCESS was needed`);
}

const LOOK_EVERY_MS = 20;

async function awaitHealthy(other: Container): Promise<void> {
  while (other.health !== 'HEALTHY') {
    if (other.health === 'UNHEALTHY' || other.exit !== undefined) fail(`dependency failed: container '${other.definition.name}' is ${other.exit === undefined ? 'UNHEALTHY' : 'STOPPED'}, and HEALTHY was needed`);
    await sleep(LOOK_EVERY_MS, undefined, { ref: false });
  }
}

function fail(message: string): never {
  throw new ContainerFault(`TaskFailedToStart: ${message}`);
}
