import type { Counted } from '../../domain/evidence.ts';

/** Who answered a route group's requests within a while. */
export interface TrafficSplit {
  /** By legacy, through the proxy. */
  readonly legacy: number;
  /** By the candidate, through the proxy: its cohort. */
  readonly cohort: number;
  /** By the candidate, straight from the load balancer. */
  readonly direct: number;
}

export function splitOf({ legacy, candidate, direct }: Counted): TrafficSplit {
  return { legacy: legacy.requests, cohort: candidate.requests, direct: direct.requests };
}

/** `legacy 61.2 % · candidate 9.8 % by cohort, 29.0 % by weight`, or that there was nothing to see. */
export function formatSplit(split: TrafficSplit): string {
  const total = split.legacy + split.cohort + split.direct;
  if (total === 0) return 'no request seen';
  const part = (n: number) => `${((100 * n) / total).toFixed(1)} %`;
  return `legacy ${part(split.legacy)} · candidate ${part(split.cohort)} by cohort, ${part(split.direct)} by weight`;
}

/** A bar of `width` cells: `█` legacy, `▓` cohort, `░` weight; empty where nothing was seen. */
export function splitBar(split: TrafficSplit, width: number): string {
  const total = split.legacy + split.cohort + split.direct;
  if (total === 0) return '·'.repeat(width);
  const legacy = Math.round((width * split.legacy) / total);
  const through = Math.round((width * (split.legacy + split.cohort)) / total);
  return '█'.repeat(legacy) + '▓'.repeat(through - legacy) + '░'.repeat(width - through);
}
