import { html, type Html } from '../../shadow/report/html-text.ts';
import { formatMoment } from '../../shadow/report/wording.ts';
import type { AskedSplit, Split } from '../state/split.ts';

const WIDTH = 720;
const HEIGHT = 160;
const LEFT = 44;
const BOTTOM = 24;
/** In the order in which they are stacked, from the bottom. */
const LAYERS = ['direct', 'cohort', 'legacy'] as const;
/** So many times fit below the plot. */
const MARKS = 5;
/** Without it the paper shows between two moves. */
const OVERLAP = 0.5;

/** The split that was asked for from each move on, until `at`, as a drawing; the table beside it says the same. */
export function splitFigure(asked: readonly AskedSplit[], at: number): Html {
  const [first] = asked;
  if (!first) return html`<p>It has not begun to move.</p>`;
  const end = Math.max(at, (asked.at(-1)?.at ?? at) + 1);
  const x = (moment: number) => rounded(LEFT + ((WIDTH - LEFT) * (moment - first.at)) / (end - first.at));
  const y = (percent: number) => rounded(HEIGHT - (HEIGHT * percent) / 100);
  const steps = asked.map((each, n) => ({ ...each, until: asked[n + 1]?.at ?? end }));
  const rects = steps.flatMap((step) => LAYERS.map((layer) => html`<rect class="${layer}" x="${x(step.at)}" y="${y(below(step, layer) + step[layer])}" width="${rounded(Math.min(WIDTH, x(step.until) + OVERLAP) - x(step.at))}" height="${rounded((HEIGHT * step[layer]) / 100)}"/>`));
  const backs = asked.filter(({ how }) => how === 'roll-back').map((each) => html`<line class="back" x1="${x(each.at)}" x2="${x(each.at)}" y1="0" y2="${HEIGHT}"/>`);
  const times = Array.from({ length: MARKS }, (_, n) => first.at + ((end - first.at) * n) / (MARKS - 1));
  const everyMs = (end - first.at) / (MARKS - 1);
  return html`<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT + BOTTOM}" role="img" shape-rendering="crispEdges" aria-label="The split over time that was asked for; the table of moves has the same in numbers.">
${rects}${backs}
${[0, 50, 100].map((percent) => html`<text x="${LEFT - 6}" y="${Math.max(10, y(percent))}" text-anchor="end">${percent} %</text>`)}
${times.map((moment, n) => html`<text x="${x(moment)}" y="${HEIGHT + 18}" text-anchor="${n === 0 ? 'start' : n === MARKS - 1 ? 'end' : 'middle'}">${everyMs < 60_000 ? new Date(moment).toISOString().slice(11, 19) : formatMoment(moment, at)}</text>`)}
</svg>
<figcaption><span class="key direct">candidate, by weight</span> <span class="key cohort">candidate, by cohort</span> <span class="key legacy">legacy</span>${backs.length > 0 ? html` <span class="key back">rolled back</span>` : ''}</figcaption></figure>`;
}

function below(split: Split, layer: keyof Split): number {
  return LAYERS.slice(0, LAYERS.indexOf(layer)).reduce((sum, each) => sum + split[each], 0);
}

function rounded(value: number): number {
  return Math.round(100 * value) / 100;
}
