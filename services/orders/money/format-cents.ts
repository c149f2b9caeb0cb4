/** Whole cents, which is all that is ever counted with, as euros and cents: `16.92`. */
export function formatCents(cents: number): string {
  const text = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`;
}
