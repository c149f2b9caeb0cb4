import type { StandingKind } from '../../dashboard/state/standing.ts';
import type { Style } from '../terminal/lines.ts';

/** Whether it needs somebody, is on its way, or rests. */
export type Section = 'attention' | 'way' | 'rest';

/** A standing as one word, how urgent it looks, and where it is listed. The page has the same words and sections. */
export const STANDINGS: Readonly<Record<StandingKind, { readonly word: string; readonly style: Style; readonly section: Section }>> = {
  unknown: { word: 'CANNOT BE READ', style: 'red', section: 'attention' },
  failing: { word: 'FAILING', style: 'red', section: 'attention' },
  drifted: { word: 'DRIFTED', style: 'red', section: 'attention' },
  'rolled-back': { word: 'ROLLED BACK', style: 'red', section: 'attention' },
  asks: { word: 'ASKS YOU', style: 'yellow', section: 'attention' },
  restrained: { word: 'HELD', style: 'yellow', section: 'attention' },
  waiting: { word: 'WAITING', style: 'dim', section: 'way' },
  changing: { word: 'CHANGING', style: 'cyan', section: 'way' },
  watching: { word: 'WATCHING', style: 'cyan', section: 'way' },
  ready: { word: 'READY', style: 'green', section: 'way' },
  finished: { word: 'DONE', style: 'green', section: 'rest' },
  'not-begun': { word: 'NOT BEGUN', style: 'dim', section: 'rest' },
};
