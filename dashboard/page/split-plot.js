/**
 * @import { Split } from '../state/split.ts'
 * @typedef {{ readonly at: number, readonly split: Split | undefined }} Point epoch milliseconds, and percent; `undefined` where nobody can tell
 */
import uPlot from 'uplot';
import { clock } from './words.js';

const HEIGHT = 180;
/** In the order in which they are painted, each over the one before: what is left of it is its share. */
const LAYERS = /** @type {const} */ (['legacy', 'cohort', 'direct']);

/** The split over time as layers that fill 100 %, until `until`; with `stepped` each point holds until the next. */
class SplitPlot extends HTMLElement {
  /** @type {readonly Point[]} */
  #points = [];
  /** Epoch milliseconds. */
  until = 0;
  /** @type {uPlot | undefined} */
  #plot;
  #sized = new ResizeObserver(() => this.#fit());
  #themed = matchMedia('(prefers-color-scheme: dark)');
  #repaint = () => this.#build();

  set points(/** @type {readonly Point[]} */ points) {
    this.#points = points;
    this.#plot?.setData(this.#data());
  }

  connectedCallback() {
    this.#build();
    this.#sized.observe(this);
    this.#themed.addEventListener('change', this.#repaint);
  }

  disconnectedCallback() {
    this.#sized.disconnect();
    this.#themed.removeEventListener('change', this.#repaint);
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  /** A plot that is changed while it is put up somewhere else is drawn there. */
  #fit() {
    if (this.clientWidth > 0) this.#plot?.setSize({ width: this.clientWidth, height: HEIGHT });
  }

  #build() {
    this.#plot?.destroy();
    const style = getComputedStyle(this);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
    const axis = { stroke: colour('quiet'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false }, font: `12px ${style.fontFamily}` };
    const stepped = this.hasAttribute('stepped') ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
    /** @type {uPlot.Options} */
    const options = {
      width: Math.max(1, this.clientWidth),
      height: HEIGHT,
      padding: [8, 20, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { range: (_, from, to) => [from, Math.max(to, this.until / 1_000)] }, y: { range: [0, 100] } },
      axes: [{ ...axis, grid: { show: false }, size: 28, space: 80, values: (_, splits, __, ___, everySeconds) => splits.map((at) => clock(1_000 * at, everySeconds)) }, { ...axis, size: 44, splits: () => [0, 50, 100], values: (_, splits) => splits.map((n) => `${n} %`) }],
      series: [{}, ...LAYERS.map((name) => ({ label: name, fill: colour(name), width: 0, points: { show: false }, ...(stepped && { paths: stepped }) }))],
    };
    this.#plot = new uPlot(options, this.#data(), this);
  }

  /** @returns {uPlot.AlignedData} */
  #data() {
    const last = this.#points.at(-1);
    const points = this.hasAttribute('stepped') && last ? [...this.#points, { ...last, at: Math.max(this.until, last.at + 1_000) }] : this.#points;
    const layer = (/** @type {(split: Split) => number} */ height) => points.map(({ split }) => (split ? height(split) : null));
    return [points.map(({ at }) => at / 1_000), layer(({ legacy, cohort, direct }) => legacy + cohort + direct), layer(({ cohort, direct }) => cohort + direct), layer(({ direct }) => direct)];
  }
}

customElements.define('split-plot', SplitPlot);
