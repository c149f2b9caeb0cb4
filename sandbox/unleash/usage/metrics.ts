import { z } from 'zod';
import { parse, text, time } from '../parse-body.ts';
import { isEnvironment } from '../flags/environments.ts';
import type { Store } from '../state/store.ts';

const HOUR_MS = 3_600_000;
/** What the Admin API can be asked for. */
const KEPT_HOURS = 48;
/** Rows, each an hour of a flag in an application; the oldest go first. */
const MAX_ROWS = 20_000;
/** In one row; clients can name what they want. */
const MAX_VARIANTS = 100;

const count = z.coerce.number().int().min(0);
const Variants = z.record(z.string(), count).optional();
const Toggle = z.object({ yes: count.optional(), no: count.optional(), variants: Variants });
const MetricsBody = z.object({
  appName: text,
  instanceId: text.optional(),
  environment: text.optional(),
  bucket: z.object({ start: time, stop: time, toggles: z.record(z.string(), Toggle) }).optional(),
});
const BulkBody = z.object({ metrics: z.array(z.object({ featureName: text, appName: text, environment: text, timestamp: time, yes: count.optional(), no: count.optional(), variants: Variants })).optional() });

interface Count {
  readonly featureName: string;
  readonly appName: string;
  readonly environment: string;
  readonly at: number;
  readonly yes?: number | undefined;
  readonly no?: number | undefined;
  readonly variants?: Readonly<Record<string, number>> | undefined;
}

/** Adds what an SDK counted. Gives the application that sent it. */
export function takeMetrics(store: Store, environment: string, body: unknown): { appName: string; instanceId: string } {
  const { appName, instanceId = 'default', bucket } = parse(MetricsBody, body);
  for (const [featureName, toggle] of Object.entries(bucket?.toggles ?? {})) addUsage(store, { ...toggle, featureName, appName, environment, at: bucket?.stop ?? 0 });
  return { appName, instanceId };
}

/** Adds what a proxy of Unleash's counted for many. */
export function takeBulkMetrics(store: Store, body: unknown): void {
  for (const { timestamp, ...metric } of parse(BulkBody, body).metrics ?? []) addUsage(store, { ...metric, at: timestamp });
}

/** The use of a flag in the last hour, by environment. */
export function lastHourUsage(store: Store, featureName: string): object {
  const rows = store.state.usage.filter((each) => each.featureName === featureName && each.hour >= hourOf(store.now()) - HOUR_MS);
  const environments = [...new Set(rows.map(({ environment }) => environment))];
  const lastHour = environments.map((environment) => {
    const own = rows.filter((each) => each.environment === environment);
    return { environment, timestamp: new Date(Math.max(...own.map(({ hour }) => hour))).toISOString(), yes: sum(own.map(({ yes }) => yes)), no: sum(own.map(({ no }) => no)) };
  });
  return { version: 1, maturity: 'stable', featureName, lastHourUsage: lastHour, seenApplications: [...new Set(rows.map(({ appName }) => appName))].toSorted() };
}

/** The use of a flag by hour, application and environment, hours without any included. */
export function rawUsage(store: Store, featureName: string, hoursBack: number): object {
  const hours = Math.min(Math.max(Math.floor(hoursBack) || 24, 1), KEPT_HOURS);
  const rows = store.state.usage.filter((each) => each.featureName === featureName);
  const sources = [...new Map(rows.map(({ appName, environment }) => [JSON.stringify([appName, environment]), { appName, environment }])).values()];
  const data = Array.from({ length: hours }, (_, back) => hourOf(store.now()) - back * HOUR_MS).flatMap((hour) =>
    sources.map((source) => {
      const { yes = 0, no = 0, variants } = rows.find((each) => each.hour === hour && each.appName === source.appName && each.environment === source.environment) ?? {};
      return { timestamp: new Date(hour).toISOString(), featureName, ...source, yes, no, ...(variants && { variants }) };
    }),
  );
  return { version: 1, maturity: 'stable', data };
}

/** What concerns no flag that there is, or no hour that is kept, is not. */
function addUsage({ state, now }: Store, { featureName, appName, environment, at, yes = 0, no = 0, variants = {} }: Count): void {
  const flag = state.flags.find((each) => each.name === featureName);
  if (!flag || !isEnvironment(environment)) return;
  flag.environments[environment].lastSeenAt = now();
  const hour = hourOf(at);
  if (hour <= hourOf(now()) - KEPT_HOURS * HOUR_MS || hour > now()) return;
  const found = state.usage.find((each) => each.hour === hour && each.featureName === featureName && each.appName === appName && each.environment === environment);
  const row = found ?? { featureName, appName, environment, hour, yes: 0, no: 0, variants: {} };
  if (!found) state.usage.push(row);
  row.yes += yes;
  row.no += no;
  for (const [variant, times] of Object.entries(variants)) {
    if (Object.hasOwn(row.variants, variant) || Object.keys(row.variants).length < MAX_VARIANTS) row.variants[variant] = (row.variants[variant] ?? 0) + times;
  }
  if (state.usage.length > MAX_ROWS) state.usage.splice(0, state.usage.length - MAX_ROWS);
}

function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
