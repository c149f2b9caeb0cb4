import { until } from '../../../support/until.ts';
import type { Ask } from '../row.ts';

/** The first text that is not empty. */
export function untilText(ask: () => Promise<string>): Promise<string> {
  return until(async () => (await ask()) || undefined);
}

/** Waits for an operation of Cloud Map. */
export async function untilDone(ask: Ask, OperationId: string): Promise<void> {
  await until(async () => (await ask('servicediscovery', 'GetOperation', { OperationId }, 'Operation.Status')) === 'SUCCESS' || undefined);
}

/** The id of the namespace that an operation made, once it is there. */
export async function untilNamespace(ask: Ask, OperationId: string): Promise<string> {
  await untilDone(ask, OperationId);
  return await ask('servicediscovery', 'GetOperation', { OperationId }, 'Operation.Targets.NAMESPACE');
}
