import { logBelow } from '../../migrations/gates/statistics/one-arm.ts';
import { figure, type Figure } from '../figure.ts';

const ALPHA = 0.05;

/** Sessions that agree until the parity gate opens, against ⌈ln α / ln(1 − p₀)⌉: with fewer no test of that level can open (Wald). */
export function parityGateFigures(): Figure[] {
  return [0.01, 0.005, 0.001].map((bound) => {
    const optimum = Math.ceil(Math.log(ALPHA) / Math.log(1 - bound));
    let sessions = optimum;
    while (logBelow({ n: sessions, sum: 0 }, bound) < -Math.log(ALPHA)) sessions += 1;
    return figure(`clean sessions for parity below ${100 * bound} %, against the optimum of ${optimum}`, sessions / optimum, '×', '≤', 1.3);
  });
}
