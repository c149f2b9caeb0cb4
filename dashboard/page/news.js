/** @import { GroupSummary } from '../state/group-state.ts' */
import { STANDINGS, stopInWords } from './words.js';

/** More than so many at once are counted, not read out. */
const MOST = 3;

/** What has become of groups between two lookings, in sentences. @param {readonly GroupSummary[]} before @param {readonly GroupSummary[]} after @returns {readonly string[]} */
export function newsBetween(before, after) {
  const known = new Map(before.map((each) => [each.group, each]));
  const news = after.flatMap((now) => {
    const then = known.get(now.group);
    if (!then || (then.stop === now.stop && then.standing.kind === now.standing.kind)) return [];
    return [`${now.group}: ${STANDINGS[now.standing.kind].word}${then.stop === now.stop ? '' : `, now at ${stopInWords(now.stop ?? 'an unknown stop')}`}`];
  });
  return news.length > MOST ? [`${news.length} route groups have changed`] : news;
}

/** Has it read out by whatever reads the page to its user. @param {string} text */
export function announce(text) {
  const told = document.getElementById('told');
  if (!told) return;
  const line = document.createElement('p');
  line.textContent = text;
  told.append(line);
  while (told.childElementCount > 6) told.firstElementChild?.remove();
}
