import { AsyncLocalStorage } from 'node:async_hooks';
import { SHADOW_HEADER, type Copy } from './copy-token.ts';

/** A request that is a copy, while it is handled. */
export interface CopyContext {
  /** Absent of a copy that only reads. */
  readonly copy?: Copy;
  /** Whether whoever handles it has asked what it is. */
  asked: boolean;
  /** Whether it met something that it must not do. */
  refused: boolean;
}

const contexts = new AsyncLocalStorage<CopyContext>();

export function runAsCopy<T>(context: CopyContext, run: () => T): T {
  return contexts.run(context, run);
}

/** How the request that is being handled is to be carried out; `undefined`: as any other. Everything that is awaited from a handler on knows it. */
export function currentCopy(): Copy | undefined {
  const context = contexts.getStore();
  if (context) context.asked = true;
  return context?.copy;
}

/** Whether everything must be taken back. */
export function isDryRun(): boolean {
  return currentCopy()?.mode === 'dry-run';
}

/** Headers for every request that is made on behalf of the one being handled: they keep the mark that it is a copy, and so keep others from acting on it. */
export function copyHeaders(): Readonly<Record<string, string>> {
  return contexts.getStore() ? { [SHADOW_HEADER]: '1' } : {};
}

/** Thrown where a copy would do what cannot be taken back. */
export class CopyRefused extends Error {
  readonly what: string;

  constructor(what: string) {
    super(`${what}: not on behalf of a copy`);
    this.name = 'CopyRefused';
    this.what = what;
  }
}

/**
 * For what leaves the process and cannot be taken back: a payment, a mail. On behalf of a copy `instead` is done; without one the copy is refused.
 * @throws CopyRefused
 */
export async function outward<T>(what: string, act: () => T | Promise<T>, instead?: () => T | Promise<T>): Promise<T> {
  const context = contexts.getStore();
  if (!context) return act();
  context.asked = true;
  if (instead) return instead();
  context.refused = true;
  throw new CopyRefused(what);
}
