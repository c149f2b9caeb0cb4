import type { IncomingMessage, ServerResponse } from 'node:http';
import { isSafe } from '../../domain/copying.ts';
import type { Group } from '../group.ts';
import { createByteBudget } from '../shadowing/byte-budget.ts';
import { captureUpload, type Upload } from '../shadowing/writes/capture-upload.ts';

/** One body, and all that are on their way at once. What is larger goes to the side that is asked first, and nowhere else. */
const MAX_BYTES = 1024 * 1024;
const MAX_HELD = 64 * 1024 * 1024;

/** Keeps the bodies of requests that may have to be sent to the other side. Called for every request when it comes, before anything is awaited. */
export type KeepBody = (req: IncomingMessage, res: ServerResponse) => Upload | undefined;

export function createKeepBody(groups: readonly Pick<Group, 'writes'>[]): KeepBody {
  if (!groups.some(({ writes }) => writes)) return () => undefined;
  const budget = createByteBudget(MAX_HELD);
  return (req, res) => (isSafe(req.method ?? '') ? undefined : captureUpload(req, res, { maxBytes: MAX_BYTES, budget }));
}
