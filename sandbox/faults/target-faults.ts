import { drawMs } from './draw-ms.ts';
import type { FaultBook } from './fault-book.ts';
import { matchesGlob } from './glob.ts';

/** What the load balancer asks of the faults. */
export interface TargetFaults {
  /** Whether this health check of this target fails. */
  readonly failsProbe: (targetGroupArn: string, address: string, port: number) => boolean;
  /** Milliseconds until the change of rules that was made now is in force. */
  readonly propagationMs: () => number;
}

export function createTargetFaults(book: FaultBook): TargetFaults {
  return {
    failsProbe(targetGroupArn, address, port) {
      const [group, target] = [targetGroupArn.split('/')[1] ?? '', `${address}:${port}`];
      return book.strike('targets', { matches: (fault) => matchesGlob(fault.group, group) && matchesGlob(fault.address, target), stream: `${group} ${target}` }).length > 0;
    },
    propagationMs() {
      let sum = 0;
      for (const { fault, random } of book.strike('propagation', { matches: () => true })) sum += drawMs(fault.effect, random);
      return sum;
    },
  };
}
