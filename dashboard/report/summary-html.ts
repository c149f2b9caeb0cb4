import type { GateVerdict } from '../../domain/gate.ts';
import { html, type Html } from '../../shadow/report/html-text.ts';
import { mismatches } from '../../shadow/report/mismatches.ts';
import type { MigrationReport } from '../../shadow/report/report.ts';
import { formatCount, formatMoment, formatPercent } from '../../shadow/report/wording.ts';
import { answeredInWords, splitInWords } from './in-words.ts';
import type { Move, Story } from './story.ts';

/** What a reader has to know who reads nothing else: where it stands and since when, how it came there, what was answered on the way, and whether anything differs. */
export function summaryHtml(report: MigrationReport, story: Story): Html {
  return html`<ul class="summary">${[standing(report, story), course(report, story), decided(story), answered(story), differing(report), waiting(report)].filter((each) => each !== '').map((each) => html`<li>${each}</li>`)}</ul>`;
}

function standing({ stop, stops, at }: MigrationReport, { moves, asked }: Story): Html {
  const last = moves.at(-1);
  if (!last) return html`It has not begun: all traffic goes where it went before.`;
  const moment = formatMoment(last.at, at);
  if (last.kind === 'rolled-back') return html`<b class="failed">It was rolled back</b> from ${last.from} at ${moment} UTC by <b>${last.who}</b>: ${last.why}. Legacy answers every caller.`;
  const now = asked.at(-1);
  return html`It stands at <b>${stop}</b>, ${stops.indexOf(stop)} of ${stops.length - 1} on its way, since ${moment} UTC${now ? `: ${splitInWords(now)}` : ''}.`;
}

function course({ at }: MigrationReport, { moves, rollBacks }: Story): Html | '' {
  const first = moves[0];
  if (!first) return '';
  const backs = rollBacks.length === 0 ? 'never been rolled back' : `been rolled back ${rollBacks.length === 1 ? 'once' : `${formatCount(rollBacks.length)} times`}`;
  const on = moves.filter(({ kind }) => kind !== 'rolled-back').length;
  return html`It began at ${formatMoment(first.at, at)} UTC, has moved on ${on === 1 ? 'once' : `${formatCount(on)} times`} and has ${backs}.`;
}

function decided({ moves, said }: Story): Html | '' {
  const who = [...new Set([...moves, ...said].map((each) => each.who))];
  return who.length === 0 ? '' : html`Who moved it, held it, let it go on or took it back: ${who.map((each, n) => html`${n > 0 ? ', ' : ''}<b>${each}</b>`)}.`;
}

/** All stops that were left by a move on. */
function answered({ moves }: Story): Html | '' {
  const known = moves.flatMap((move) => move.answered ?? []);
  const total = known.reduce<NonNullable<Move['answered']> | null>((sum, each) => (sum ? { legacy: added(sum.legacy, each.legacy), candidate: added(sum.candidate, each.candidate), fallbacks: sum.fallbacks + each.fallbacks } : each), null);
  return total ? html`At the stops that it has left, the proxies answered ${answeredInWords(total)}. What the load balancer sent straight to the candidate is not among them.` : '';
}

function added<T extends NonNullable<Move['answered']>['legacy']>(a: T, b: T): T {
  return { ...a, requests: a.requests + b.requests, errors: a.errors + b.errors };
}

function differing({ differences }: MigrationReport): Html {
  const [worst, ...rest] = mismatches(differences);
  const compared = differences.routes.reduce((sum, each) => sum + each.compared, 0);
  if (!worst) return html`No answer of the candidate was seen to differ from legacy’s${compared > 0 ? `, of ${formatCount(compared)} compared` : ''}.`;
  const share = worst.compared === null || worst.compared < worst.count ? '' : ` (${formatPercent(worst.count / worst.compared)} of the answers of its route)`;
  return html`${compared > 0 ? `Of ${formatCount(compared)} answers compared some differ` : 'Answers differ'}, in ${rest.length === 0 ? 'one field' : `${formatCount(rest.length + 1)} fields`}; most often in <code>${worst.path}</code> of <code>${worst.route}</code>${share}.`;
}

function waiting({ now }: MigrationReport): Html | '' {
  if ('unknown' in now) return html`<span class="failed">What the proxies and the world say now could not be read: ${now.unknown}</span>`;
  const named = (state: GateVerdict['state']) => now.gates.filter((each) => each.state === state).map(({ gate }, n) => html`${n > 0 ? ', ' : ''}<b class="${state}">${gate}</b>`);
  const [failed, held] = [named('failed'), named('held')];
  if (failed.length > 0) return html`It has to go back to legacy: ${failed} failed.`;
  return held.length === 0 ? '' : html`It waits for ${held}.`;
}
