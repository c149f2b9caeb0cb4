/** Hours in which migrations may move forward: `mon-fri 09:00-17:00 Europe/Berlin`. */
export interface Window {
  /** As it was written. */
  readonly text: string;
  /** 0 is Sunday. A window that goes past midnight belongs to the day on which it begins. */
  readonly days: readonly number[];
  /** Minutes after midnight by the clocks on the wall there: from this one, up to and without that one. */
  readonly from: number;
  readonly to: number;
  /** IANA name of the time zone. */
  readonly zone: string;
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const DAY_MINUTES = 1_440;
const MINUTE_MS = 60_000;
/** Clocks are put forward or back by this at the most. */
const LARGEST_SHIFT = 120;

/** The {@link Window} that the text says, or `undefined` where it says none. */
export function parseWindow(text: string): Window | undefined {
  const match = /^([a-z]{3}(?:-[a-z]{3})?(?:,[a-z]{3}(?:-[a-z]{3})?)*) (\d\d):(\d\d)-(\d\d):(\d\d) ([A-Za-z][A-Za-z0-9_+/-]*)$/.exec(text);
  if (!match) return undefined;
  const [, dayText = '', ...rest] = match;
  const days = dayText.split(',').flatMap(daysOf);
  const [from, to] = [minutesOf(rest[0], rest[1]), minutesOf(rest[2], rest[3])];
  const zone = rest[4] ?? '';
  const sound = !days.includes(-1) && from < DAY_MINUTES && to <= DAY_MINUTES && from !== to && isZone(zone);
  return sound ? { text, days: [...new Set(days)], from, to, zone } : undefined;
}

/** Whether at least one of the windows is open at that moment (epoch milliseconds). Without windows it always is. */
export function isOpenAt(windows: readonly Window[], at: number): boolean {
  return windows.length === 0 || windows.some((window) => isOpen(window, wallClock(window.zone, at)));
}

/** The next moment at which a window opens, after one at which all are closed; `undefined` where none does within a week and a day. */
export function nextOpening(windows: readonly Window[], at: number): number | undefined {
  const openings = windows.flatMap((window) => openingOf(window, at) ?? []);
  return openings.length === 0 ? undefined : Math.min(...openings);
}

interface WallClock {
  readonly day: number;
  readonly minutes: number;
}

function isOpen({ days, from, to }: Window, { day, minutes }: WallClock): boolean {
  const after = days.includes(day) && minutes >= from;
  if (from < to) return after && minutes < to;
  return after || (days.includes((day + 6) % 7) && minutes < to);
}

/** Walks minute by minute where clocks that are put forward or back may lead to the opening sooner, or to it once more; elsewhere in larger strides. */
function openingOf(window: Window, at: number): number | undefined {
  const end = at + 8 * DAY_MINUTES * MINUTE_MS;
  for (let moment = Math.ceil(at / MINUTE_MS) * MINUTE_MS; moment < end; ) {
    const clock = wallClock(window.zone, moment);
    if (isOpen(window, clock)) return moment;
    const since = (clock.minutes - window.from + DAY_MINUTES) % DAY_MINUTES;
    moment += (since < LARGEST_SHIFT ? 1 : Math.max(1, DAY_MINUTES - since - LARGEST_SHIFT)) * MINUTE_MS;
  }
  return undefined;
}

function daysOf(text: string): number[] {
  const [first, last] = text.split('-').map((day) => DAYS.indexOf(day as (typeof DAYS)[number]));
  if (first === undefined || first < 0 || last === -1) return [-1];
  const count = ((last ?? first) - first + 7) % 7;
  return Array.from({ length: count + 1 }, (_, n) => (first + n) % 7);
}

function minutesOf(hours = '', minutes = ''): number {
  return Number(minutes) < 60 ? Number(hours) * 60 + Number(minutes) : Infinity;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  formats.set(zone, made);
  return made;
}

function wallClock(zone: string, at: number): WallClock {
  const parts = Object.fromEntries(formatOf(zone).formatToParts(at).map(({ type, value }) => [type, value]));
  return { day: DAYS.indexOf(parts['weekday']?.toLowerCase() as (typeof DAYS)[number]), minutes: minutesOf(parts['hour'], parts['minute']) };
}

function isZone(zone: string): boolean {
  try {
    return formatOf(zone) !== undefined;
  } catch {
    return false;
  }
}
