import type { Config } from '../../domain/config.ts';
import type { Gate, GateVerdict } from '../../domain/gate.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Migration } from '../../domain/migration.ts';
import { renderProxyGroups } from '../../domain/proxy-groups.ts';
import type { Change } from './change.ts';
import type { PlanContext } from './plan.ts';
import type { Ports } from './ports.ts';

/** What moves migrations: the ports, the rules it works by, and who is at the wheel. */
export interface Engine {
  readonly ports: Ports;
  readonly askGates: (gates: readonly Gate[], evidence: Evidence) => Promise<readonly GateVerdict[]>;
  readonly drift: Config['drift'];
  readonly context: PlanContext;
  /** Whether whoever is at the wheel has said yes to retiring, which is the only step that cannot be undone. */
  readonly mayRetire: boolean;
  /** Written into the journal with every entry. */
  readonly who: string;
  /** Told of every change once it is made. */
  readonly onChange?: (change: Change, at: number) => void;
}

export function planContext(migrations: readonly Migration[], { namespace, priorities }: Pick<Config, 'namespace' | 'priorities'>): PlanContext {
  return { proxyGroups: renderProxyGroups(migrations, namespace), priorities };
}
