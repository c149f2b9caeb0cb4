import { figure, median, reading, type Figure } from '../../figure.ts';
import { timeMover } from './mover.ts';
import { dumpSeconds, insertSelectSeconds, openBenchStores, ROWS } from './stores.ts';

const ROUNDS = 3;

/**
 * A million orders by the mover, beside `pg_dump | psql` and `INSERT … SELECT` within the server, in turns on one server: as they are, and each through a function of the migration file. Needs PostgreSQL's programs on
 * the PATH, and Linux for the memory.
 */
export async function dataFigures(): Promise<Figure[]> {
  const stores = await openBenchStores();
  try {
    const rounds: Record<'dump' | 'select' | 'asItIs' | 'mapped' | 'verifyAsItIs' | 'verifyMapped' | 'peak', number>[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const dump = await dumpSeconds(stores.legacy, await stores.create(`dumped_${round}`));
      const asItIs = await timeMover('moved-as-it-is', stores.legacy, await stores.createTarget(`as_it_is_${round}`));
      const mapped = await timeMover('moved-mapped', stores.legacy, await stores.createTarget(`mapped_${round}`));
      const select = await insertSelectSeconds(stores.legacy);
      rounds.push({ dump, select, asItIs: asItIs.backfillSeconds, mapped: mapped.backfillSeconds, verifyAsItIs: asItIs.verifySeconds, verifyMapped: mapped.verifySeconds, peak: Math.max(asItIs.peakMiB, mapped.peakMiB) });
    }
    const of = (name: keyof (typeof rounds)[number]): number[] => rounds.map((round) => round[name]);
    const perSecond = (name: keyof (typeof rounds)[number], what: string): Figure => reading(`${what}, ${spread(of(name))}`, ROWS / median(of(name)), 'rows/s');
    const ratio = (what: string, over: keyof (typeof rounds)[number], under: keyof (typeof rounds)[number], bound: number): Figure => {
      const ratios = rounds.map((round) => round[over] / round[under]);
      return figure(`${what}, median of ${ROUNDS}, ${spread(ratios)}`, median(ratios), '×', '≥', bound);
    };
    return [
      perSecond('dump', `PostgreSQL ${stores.version}, ${ROWS} rows: pg_dump | psql`),
      perSecond('select', 'INSERT … SELECT within the server'),
      perSecond('asItIs', 'backfill, rows as they are'),
      perSecond('mapped', 'backfill, each row through a mapping'),
      ratio('backfill of rows as they are, against the dump', 'dump', 'asItIs', 0.5),
      ratio('backfill of mapped rows, against the dump', 'dump', 'mapped', 0.5),
      ratio('verification of rows as they are, against their backfill', 'asItIs', 'verifyAsItIs', 1),
      ratio('verification of mapped rows, against their backfill', 'mapped', 'verifyMapped', 1),
      figure(`mover: resident at its peak, worst of ${2 * ROUNDS}`, Math.max(...of('peak')), 'MiB', '≤', 200),
    ];
  } finally {
    await stores.close();
  }
}

function spread(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${least.toPrecision(3)}–${most.toPrecision(3)}`;
}
