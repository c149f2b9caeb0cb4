import type { Control } from '../control.ts';
import { rulesOf } from '../store.ts';

/** The listener, its rules and their tags. In force with the next `plane.apply()`; its port is free at once. */
export function removeListener({ store, plane }: Control, listenerArn: string): void {
  for (const { arn } of rulesOf(store, listenerArn)) {
    store.rules.delete(arn);
    store.tags.delete(arn);
  }
  store.listeners.delete(listenerArn);
  store.tags.delete(listenerArn);
  plane.stop(listenerArn);
}
