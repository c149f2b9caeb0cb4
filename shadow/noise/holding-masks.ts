import { readMask } from '../../domain/mask.ts';
import { MASK_LADDER } from '../../domain/mask-proposal.ts';
import { agreeUnder, agreeWithin, type Scalar } from '../mask-agreement.ts';

/** A bound that legacy has kept on some pairs it will not keep on all: it must have kept half of it. */
const HEADROOM = 0.5;

/** The masks of the ladder that hold for two answers' values at one place; `later` is that of the later answer. */
export function holdingMasks(earlier: Scalar | undefined, later: Scalar | undefined): readonly string[] {
  if (!earlier || !later || earlier.kind !== later.kind) return [];
  return MASK_LADDER.filter((mask) => {
    const read = readMask(mask);
    // What makes a number a counter is that it rises, which is asked of legacy and not of the candidate.
    if (mask === 'counter' && !(Number(later.text) > Number(earlier.text))) return false;
    return typeof read === 'object' ? agreeWithin(read, earlier, later, HEADROOM) : agreeUnder(mask, earlier, later);
  });
}
