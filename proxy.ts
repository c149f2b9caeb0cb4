import { createLogOutput } from './proxy/observing/log-output.ts';
import { createLog } from './proxy/observing/log.ts';
import { readConfig } from './proxy/config/config.ts';
import { startProxy as start, type RunningProxy } from './proxy/start.ts';

export type { RunningProxy } from './proxy/start.ts';

/**
 * Starts a proxy in this process, as in a test of one's own; on ECS it is the program of its image (docs/running-the-proxy.md).
 * @param environment the variables of its task, by name: docs/configuration.md lists them. One process, whatever `PROCESSES` says. Ports may be 0.
 * @throws BanyanError CONFIG_INVALID with every problem at once
 */
export function startProxy(environment: Readonly<Record<string, string | undefined>>): Promise<RunningProxy> {
  const config = readConfig(environment);
  return start(config, { clock: { now: () => Date.now(), elapsed: () => performance.now() }, random: () => Math.random(), log: createLog(config.logLevel, createLogOutput()) });
}
