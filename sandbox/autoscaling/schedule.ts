/** When a scheduled action is due: once, at an interval, or whenever the wall clock of a zone fits. */
export type Schedule =
  | { readonly kind: 'at'; readonly local: string }
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'cron'; readonly fields: readonly ReadonlySet<number>[] };

const UNITS_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const DAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');
/** Minutes, hours, day of month, month, day of week (1 is Sunday), year. */
const RANGES = [[0, 59], [0, 23], [1, 31], [1, 12], [1, 7], [1970, 2199]] as const;

/** Reads `at(…)`, `rate(…)` or `cron(…)`; `undefined` for what is none. Of cron's signs `L`, `W` and `#` are not there. */
export function parseSchedule(text: string): Schedule | undefined {
  const at = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(text)?.[1];
  if (at !== undefined) return Number.isNaN(Date.parse(`${at}Z`)) ? undefined : { kind: 'at', local: at };
  const [, count, unit = ''] = /^rate\(([1-9]\d{0,5}) (minute|hour|day)s?\)$/.exec(text) ?? [];
  if (count !== undefined) return { kind: 'rate', everyMs: Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS] };
  const fields = /^cron\(([^()]+)\)$/.exec(text)?.[1]?.trim().split(/\s+/);
  return fields?.length === RANGES.length ? parseCron(fields) : undefined;
}

function parseCron(texts: readonly string[]): Schedule | undefined {
  // One of the two days must be left open.
  if ((texts[2] === '?') === (texts[4] === '?')) return undefined;
  const fields = texts.map((text, i) => readField(text === '?' ? '*' : text, RANGES[i] ?? [0, 0], { 3: MONTHS, 4: DAYS }[i] ?? []));
  return fields.includes(undefined) ? undefined : { kind: 'cron', fields: fields as ReadonlySet<number>[] };
}

/** `*`, `5`, `1-5`, `1,15`, `0/10`, `MON-FRI`. */
function readField(text: string, [least, most]: readonly [number, number], names: readonly string[]): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [, from = '', to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/([1-9]\d{0,3}))?$/.exec(part) ?? [];
    const read = (name: string) => (names.includes(name.toUpperCase()) ? names.indexOf(name.toUpperCase()) + 1 : /^\d{1,4}$/.test(name) ? Number(name) : Number.NaN);
    const first = from === '*' ? least : read(from);
    const last = to === undefined ? (from === '*' || step !== undefined ? most : first) : read(to);
    if (!(first >= least && last <= most && first <= last)) return undefined;
    for (let value = first; value <= last; value += Number(step ?? 1)) values.add(value);
  }
  return values;
}

/** Whether the schedule was due after `since` and not after `now`. `start` is what a rate counts from. Looks back a day at most. */
export function isDue(schedule: Schedule, since: number, now: number, start: number, timezone: string): boolean {
  if (schedule.kind === 'rate') return Math.floor((now - start) / schedule.everyMs) > Math.floor((since - start) / schedule.everyMs) && now > start;
  if (schedule.kind === 'at') return wallClock(since, timezone) < schedule.local && schedule.local <= wallClock(now, timezone);
  const firstMinute = Math.floor(Math.max(since, now - UNITS_MS.day) / 60_000) + 1;
  for (let minute = firstMinute; minute * 60_000 <= now; minute += 1) if (fits(schedule.fields, wallClock(minute * 60_000, timezone))) return true;
  return false;
}

export function isTimezone(name: string): boolean {
  try {
    wallClock(0, name);
    return true;
  } catch {
    return false;
  }
}

/** What clocks show there, as `2026-11-21T23:05:00`. */
function wallClock(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}

function fits(fields: readonly ReadonlySet<number>[], clock: string): boolean {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = clock.split(/[-T:]/).map(Number);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
  return [minute, hour, day, month, weekday, year].every((value, i) => fields[i]?.has(value));
}
