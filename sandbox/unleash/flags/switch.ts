import type { Store } from '../state/store.ts';
import type { Flag } from '../state/unleash-state.ts';
import { archived, notFound } from '../unleash-error.ts';
import { isEnvironment, type EnvironmentName } from './environments.ts';
import { addStrategy } from './strategies.ts';

/** Turning on where no strategy is enabled lets everybody in: Unleash adds a rollout of 100 %, or enables the disabled ones if asked to. */
export function turnOn(store: Store, flag: Flag, name: string, activateDisabled = false): void {
  const environment = flag.environments[switchable(flag, name)];
  if (activateDisabled) environment.strategies = environment.strategies.map((each) => ({ ...each, disabled: false }));
  if (environment.strategies.every((each) => each.disabled)) addStrategy(store, flag, name, { name: 'flexibleRollout' });
  if (environment.enabled) return;
  environment.enabled = true;
  store.record({ type: 'feature-environment-enabled', featureName: flag.name, environment: name });
}

export function turnOff(store: Store, flag: Flag, name: string): void {
  const environment = flag.environments[switchable(flag, name)];
  if (!environment.enabled) return;
  environment.enabled = false;
  store.record({ type: 'feature-environment-disabled', featureName: flag.name, environment: name });
}

function switchable(flag: Flag, name: string): EnvironmentName {
  if (flag.archivedAt !== null) throw archived();
  if (!isEnvironment(name)) throw notFound(`Could not find environment ${name} for feature: ${flag.name}`);
  return name;
}
