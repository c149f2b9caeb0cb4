import { archived, badData, badBody, nameExists, notFound } from './unleash-error.ts';
import { toStrategy, type Strategy, type StrategyBody } from './strategy.ts';

/** The environments of a fresh Unleash, and its only project. */
export const ENVIRONMENTS = ['development', 'production'] as const;
const PROJECT = 'default';

export interface Flag {
  readonly name: string;
  readonly project: string;
  readonly createdAt: string;
  type: string;
  description: string | null;
  stale: boolean;
  impressionData: boolean;
  archivedAt: string | null;
  tags: readonly Tag[];
  readonly environments: Readonly<Record<string, FlagEnvironment>>;
}

export interface FlagEnvironment {
  enabled: boolean;
  strategies: readonly Strategy[];
}

export interface Tag {
  readonly type: string;
  readonly value: string;
}

/** The flags with the rules that Unleash keeps on them. What it refuses is thrown in Unleash's words. */
export class FlagStore {
  /** Grows with every change: what clients compare to know whether they are up to date. */
  revision = 0;
  private readonly flags = new Map<string, Flag>();
  private readonly listeners = new Set<(flag: Flag) => void>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  /** Calls back after every change of a flag, until the returned function is called. */
  onChange(listener: (flag: Flag) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  all(): readonly Flag[] {
    return [...this.flags.values()];
  }

  /** The flag of that name whether archived or not. */
  find(name: string, project = PROJECT): Flag {
    const flag = this.flags.get(name);
    if (!flag) throw notFound(`There's no feature named "${name}" in project "${project}".`);
    if (flag.project === project) return flag;
    throw notFound(`There's no feature named "${name}" in project "${project}", but there's a feature with that name in project "${flag.project}"`);
  }

  create(project: string, { name, ...rest }: { name: string } & Partial<Pick<Flag, 'type' | 'description' | 'impressionData'>>): Flag {
    if (project !== PROJECT) throw notFound(`Active project with id ${project} does not exist`);
    if (!/^[A-Za-z0-9_.~-]+$/.test(name) || /^\.+$/.test(name)) throw badBody([{ message: `"name" must be URL friendly. You provided "${name}".` }]);
    const taken = this.flags.get(name);
    if (taken) throw nameExists(`${taken.archivedAt ? 'An archived' : 'A'} flag with that name already exists`);
    const flag: Flag = {
      type: 'release',
      description: null,
      impressionData: false,
      ...rest,
      name,
      project,
      createdAt: this.timestamp(),
      stale: false,
      archivedAt: null,
      tags: [],
      environments: Object.fromEntries(ENVIRONMENTS.map((each) => [each, { enabled: false, strategies: [] }])),
    };
    this.flags.set(name, flag);
    return this.changed(flag);
  }

  update(flag: Flag, changes: Partial<Pick<Flag, 'type' | 'description' | 'stale' | 'impressionData' | 'tags'>>): Flag {
    return this.changed(Object.assign(flag, changes));
  }

  /** An archived flag keeps its environments and strategies; clients no longer get it. */
  archive(name: string): void {
    const flag = this.known(name);
    flag.archivedAt ??= this.timestamp();
    this.changed(flag);
  }

  /** Turns every environment off, also of a flag that was not archived: so does Unleash. */
  revive(name: string): void {
    const flag = this.known(name);
    flag.archivedAt = null;
    for (const environment of Object.values(flag.environments)) environment.enabled = false;
    this.changed(flag);
  }

  /** Deletes an archived flag for good. */
  remove(name: string): void {
    const flag = this.flags.get(name);
    if (flag?.archivedAt) this.flags.delete(name);
  }

  environment(flag: Flag, name: string): FlagEnvironment {
    const environment = Object.hasOwn(flag.environments, name) ? flag.environments[name] : undefined;
    if (!environment) throw notFound(`Could not find ${flag.name} in ${name}`);
    return environment;
  }

  /** Turning on where no strategy is enabled lets everybody in: Unleash adds a rollout of 100 %, or enables the disabled ones if asked to. */
  turnOn(flag: Flag, name: string, activateDisabled: boolean): void {
    const environment = this.switchable(flag, name);
    if (activateDisabled) environment.strategies = environment.strategies.map((each) => ({ ...each, disabled: false }));
    if (environment.strategies.every((each) => each.disabled)) this.addStrategy(flag, name, { name: 'flexibleRollout' });
    environment.enabled = true;
    this.changed(flag);
  }

  turnOff(flag: Flag, name: string): void {
    this.switchable(flag, name).enabled = false;
    this.changed(flag);
  }

  addStrategy(flag: Flag, name: string, body: StrategyBody): Strategy {
    if (!Object.hasOwn(flag.environments, name)) throw badData('You have not added the current environment to the project');
    const environment = this.environment(flag, name);
    const strategy = toStrategy(flag.name, body, undefined, Math.max(-1, ...environment.strategies.map((each) => each.sortOrder)) + 1);
    environment.strategies = [...environment.strategies, strategy];
    this.changed(flag);
    return strategy;
  }

  strategy(flag: Flag, name: string, id: string): Strategy {
    const strategy = this.environment(flag, name).strategies.find((each) => each.id === id);
    if (!strategy) throw notFound(`Could not find strategy with id: ${id}`);
    return strategy;
  }

  replaceStrategy(flag: Flag, name: string, before: Strategy, body: StrategyBody): Strategy {
    const after = toStrategy(flag.name, body, before, before.sortOrder);
    this.setStrategies(flag, name, (each) => (each.id === before.id ? after : each));
    return after;
  }

  removeStrategy(flag: Flag, name: string, { id }: Strategy): void {
    this.setStrategies(flag, name, (each) => (each.id === id ? undefined : each));
  }

  /** An environment left with no enabled strategy goes off by itself. */
  private setStrategies(flag: Flag, name: string, change: (strategy: Strategy) => Strategy | undefined): void {
    const environment = this.environment(flag, name);
    environment.strategies = environment.strategies.flatMap((each) => change(each) ?? []);
    if (environment.strategies.every((each) => each.disabled)) environment.enabled = false;
    this.changed(flag);
  }

  private switchable(flag: Flag, name: string): FlagEnvironment {
    if (flag.archivedAt) throw archived();
    if (!Object.hasOwn(flag.environments, name)) throw notFound(`Could not find environment ${name} for feature: ${flag.name}`);
    return this.environment(flag, name);
  }

  private known(name: string): Flag {
    const flag = this.flags.get(name);
    if (!flag) throw notFound('No feature flag found');
    return flag;
  }

  private timestamp(): string {
    return new Date(this.now()).toISOString();
  }

  private changed(flag: Flag): Flag {
    this.revision++;
    for (const listener of this.listeners) listener(flag);
    return flag;
  }
}
