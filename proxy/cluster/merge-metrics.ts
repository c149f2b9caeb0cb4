/** Gauges that say whether something is so: of several processes' the least, or the most; of all others the sum. */
const LEAST = new Set(['banyan_flags_fresh', 'banyan_started_seconds', 'process_start_time_seconds']);
const MOST = new Set(['banyan_override', 'banyan_breaker_open', 'banyan_flags_age_seconds', 'banyan_last_answer_seconds', 'nodejs_version_info', 'process_max_fds']);

interface Family {
  readonly head: string[];
  type: string;
  readonly samples: Map<string, number>;
}

/** Several processes' metrics as one's, in Prometheus's text format (version 0.0.4, as prom-client writes it). */
export function mergeMetrics(texts: readonly string[]): string {
  const families = new Map<string, Family>();
  for (const text of texts) for (const [name, family] of parse(text)) mergeFamily(families, name, family);
  return [...families.values()].map(({ head, samples }) => `${[...head, ...[...samples].map(([key, value]) => `${key} ${format(value)}`)].join('\n')}\n`).join('\n');
}

/** Without what a process takes with it when it ends; when it last answered stays true. */
export function withoutGauges(text: string): string {
  return mergeMetrics([text]).split('\n\n').filter((family) => !/^# TYPE (?!banyan_last_answer_seconds )\S+ gauge$/m.test(family)).join('\n\n');
}

function parse(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  let current: Family = { head: [], type: 'untyped', samples: new Map() };
  for (const line of text.split('\n')) {
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? [];
    if (keyword !== undefined) {
      if (!families.has(name)) families.set(name, (current = { head: [], type: 'untyped', samples: new Map() }));
      current.head.push(line);
      if (keyword === 'TYPE') current.type = rest;
    } else if (line !== '' && !line.startsWith('#')) {
      const space = line.lastIndexOf(' ');
      current.samples.set(line.slice(0, space), read(line.slice(space + 1)));
    }
  }
  return families;
}

function mergeFamily(families: Map<string, Family>, name: string, family: Family): void {
  const into = families.get(name);
  if (!into) return void families.set(name, family);
  const combine = family.type !== 'gauge' ? sum : LEAST.has(name) ? Math.min : MOST.has(name) || name.startsWith('nodejs_eventloop_lag') ? Math.max : sum;
  for (const [key, value] of family.samples) {
    const before = into.samples.get(key);
    into.samples.set(key, before === undefined ? value : combine(before, value));
  }
}

const sum = (a: number, b: number) => a + b;
const read = (text: string) => (text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text));
const format = (value: number) => (value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value));
