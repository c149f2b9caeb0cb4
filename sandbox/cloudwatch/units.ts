import { StandardUnit } from '@aws-sdk/client-cloudwatch';
import { invalidValue } from './inputs.ts';

const UNITS: ReadonlySet<string> = new Set(Object.values(StandardUnit));

export function readUnit(unit: string): string {
  if (!UNITS.has(unit)) throw invalidValue(`The value ${unit} for parameter Unit is not supported.`);
  return unit;
}

/** In what AWS's own services count a metric of that name. */
export function unitOf(metric: string): string {
  if (metric.endsWith('Utilization')) return 'Percent';
  if (metric.endsWith('Bytes')) return 'Bytes';
  return metric.endsWith('ResponseTime') ? 'Seconds' : 'Count';
}
