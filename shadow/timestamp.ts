/** Milliseconds since the epoch of a text that has the form of a timestamp; without a zone it is read as UTC. `NaN` for a month that there is not. */
export function timestampMs(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1_000 ** ((13 - text.length) / 3);
  if (/^[A-Z]/.test(text)) return Date.parse(text);
  const [, date = '', time = '', fraction = '', zone = 'Z'] = /^([\d-]+)(?:[T ]([\d:]+)(?:[.,](\d+))?(Z|[+-]\d\d:?\d\d)?)?$/.exec(text) ?? [];
  const seconds = Date.parse(`${date}T${time.length > 5 ? time : `${time === '' ? '00:00' : time}:00`}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  return seconds + (fraction === '' ? 0 : Number(`0.${fraction}`) * 1_000);
}
