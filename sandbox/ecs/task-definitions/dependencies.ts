import type { ContainerDefinition } from './container-definition.ts';

type Node = Pick<ContainerDefinition, 'name' | 'dependsOn'>;

/** Names on a cycle of dependencies, its first again at its end; `undefined` where there is none. */
export function findCycle(containers: readonly Node[]): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    done.add(name);
    for (const next of needsOf(containers, name)) {
      const cycle = visit(next, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
  };
  for (const { name } of containers) {
    const cycle = visit(name, []);
    if (cycle !== undefined) return cycle;
  }
}

/** Those that depend on it: they stop before it does. */
export function dependantsOf<T extends Node>(containers: readonly T[], name: string): readonly T[] {
  return containers.filter((container) => needsOf(containers, container.name).includes(name));
}

function needsOf(containers: readonly Node[], name: string): readonly string[] {
  return (containers.find((container) => container.name === name)?.dependsOn ?? []).map(({ containerName }) => containerName);
}
