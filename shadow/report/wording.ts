const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** `10,532` */
export function formatCount(n: number): string {
  return COUNT.format(n);
}

/** `1 answer`, `214 answers` */
export function formatAnswers(n: number): string {
  return `${formatCount(n)} ${n === 1 ? 'answer' : 'answers'}`;
}

/** A share in percent with three digits: `2.03 %`. */
export function formatPercent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** `214 of 10,532 answers (2.03 %)`; without what is unknown where nobody counted the whole. */
export function formatPart(part: number, whole: number | null): string {
  return whole === null || whole < part ? formatAnswers(part) : `${formatCount(part)} of ${formatAnswers(whole)} (${formatPercent(part / whole)})`;
}

/** A moment in UTC: `14:02` of the day of `now`, else `2026-11-21 14:02`. Both epoch milliseconds. */
export function formatMoment(at: number, now: number): string {
  return dayOf(at) === dayOf(now) ? timeOf(at) : `${dayOf(at)} ${timeOf(at)}`.trim();
}

/** `first seen 14:02, last 14:09 UTC`; with the day where it is not that of `now`, with both where there are two. */
export function formatSpan(first: number, last: number, now: number): string {
  if (dayOf(first) !== dayOf(last)) return `first seen ${dayOf(first)} ${timeOf(first)}, last ${dayOf(last)} ${timeOf(last)} UTC`;
  const from = formatMoment(first, now);
  return timeOf(first) === timeOf(last) ? `seen ${from} UTC` : `first seen ${from}, last ${timeOf(last)} UTC`;
}

function dayOf(at: number): string {
  return isoOf(at).slice(0, 10);
}

function timeOf(at: number): string {
  return isoOf(at).slice(11, 16) || 'at no time';
}

/** What a clock cannot show, a hostile report may still hold. */
function isoOf(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
