import { createHash } from 'node:crypto';
import type { MovedData } from '../../domain/data-mapping.ts';
import { BanyanError } from '../../domain/errors.ts';
import { isAsItIs, routesOf, type Route } from './route.ts';
import type { Shape, Store, TypedColumn } from './store.ts';

/** The moved tables of both stores as they are now. */
interface Shapes {
  readonly shape: Shape;
  /** What cannot be moved as it is, in words. */
  readonly problems: readonly string[];
}

/** Tables that are not as they were when they were accepted: nothing may be applied. */
export class ShapeChanged extends BanyanError {
  readonly found: readonly string[];

  constructor(found: readonly string[]) {
    super('MOVER_REFUSED', found.join('; '));
    this.found = found;
  }
}

/** Looks whether the tables are as they were, and notes how they are. @throws ShapeChanged */
export async function acceptShape(data: MovedData, legacy: Store, candidate: Store): Promise<void> {
  const noted = (await legacy.read())?.noted.shape ?? null;
  const { shape, problems } = await readShapes(data, legacy, candidate, noted);
  if (problems.length > 0) throw new ShapeChanged(problems);
  if (JSON.stringify(noted) !== JSON.stringify(shape)) await legacy.note({ shape });
}

/** Reads what the tables look like. `noted`: how they were when they were accepted last. */
async function readShapes(data: MovedData, legacy: Store, candidate: Store, noted: Shape | null): Promise<Shapes> {
  const routes = routesOf(data, 'forward');
  const reading = routes.flatMap(({ table, parts }) => [
    legacy.columns(table).then((columns) => [`legacy’s ${table}`, columns] as const),
    ...parts.map((part) => candidate.columns(part.table).then((columns) => [`the candidate’s ${part.table}`, columns] as const)),
  ]);
  const tables = new Map(await Promise.all(reading));
  const shape: Shape = { columns: Object.fromEntries([...tables].map(([table, columns]) => [table, columns.map(({ name, type }) => `${name} ${type}`).toSorted().join(', ')])), mapping: mappingOf(data) };
  const problems = [...routes.flatMap((route) => unlike(route, tables)), ...(noted && noted.mapping === shape.mapping ? changed(routes, noted, shape) : [])];
  return { shape, problems };
}

/** What a table that moves as it is lacks on the other side. */
function unlike(route: Route, tables: ReadonlyMap<string, readonly TypedColumn[]>): readonly string[] {
  const ours = tables.get(`legacy’s ${route.table}`) ?? [];
  return route.parts
    .filter((part) => isAsItIs(route, part))
    .flatMap((part) => {
      const theirs = tables.get(`the candidate’s ${part.table}`) ?? [];
      const lacks = (here: readonly TypedColumn[], there: readonly TypedColumn[]): string => here.filter(({ name }) => !there.some((column) => column.name === name)).map(({ name }) => name).join(', ');
      const [left, right] = [lacks(ours, theirs), lacks(theirs, ours)];
      return [
        ...(left === '' ? [] : [`the candidate’s ${part.table} lacks ${left}, which legacy’s ${route.table} has, and the table moves as it is: add it there, or give the table a mapping`]),
        ...(right === '' ? [] : [`legacy’s ${route.table} lacks ${right}, which the candidate’s ${part.table} has, and the table moves as it is: add it there, or give the table a mapping`]),
      ];
    });
}

/** A table that moves as it is and is alike on both sides again needs nobody's word; a mapping was written for the columns that there were. */
function changed(routes: readonly Route[], noted: Shape, shape: Shape): readonly string[] {
  return routes
    .filter((route) => !route.parts.every((part) => isAsItIs(route, part)))
    .flatMap(({ table, parts }) => [`legacy’s ${table}`, ...parts.map((part) => `the candidate’s ${part.table}`)])
    .filter((table) => noted.columns[table] !== undefined && noted.columns[table] !== shape.columns[table])
    .map((table) => `${table} has changed from (${noted.columns[table]}) to (${shape.columns[table]}), and its mapping is still the one for what it was: change the mapping in the migration file, a comment within it is enough, and start the mover again`);
}

function mappingOf({ tables }: MovedData): string {
  const hash = createHash('sha256');
  for (const { table, key, targets } of tables) hash.update(JSON.stringify([table, key, targets.map((target) => [target.table, target.key, String(target.forward), String(target.back)])]));
  return hash.digest('hex');
}
