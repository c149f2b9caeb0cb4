/** Which id of legacy's answer stands for which of the candidate's, for one exchange. No larger than what the answers hold. */
export interface IdPairs {
  /** Whether the two may stand for each other: neither was paired with another before, and the caller did not name legacy's. Notes them if so. */
  pair(legacy: string, candidate: string): boolean;
  /** An address of legacy's in the candidate's ids. */
  translate(address: string): string;
}

export function createIdPairs(target: string): IdPairs {
  // What the caller asks for by its id was not made up by the answer.
  const named = new Set(target.split(/[/?&=#]/).map(decoded));
  const forward = new Map<string, string>();
  const backward = new Map<string, string>();
  return {
    pair(legacy, candidate) {
      const isFree = (forward.get(legacy) ?? candidate) === candidate && (backward.get(candidate) ?? legacy) === legacy;
      if (!isFree || (legacy !== candidate && named.has(legacy))) return false;
      forward.set(legacy, candidate);
      backward.set(candidate, legacy);
      return true;
    },
    translate: (address) => (forward.size === 0 ? address : address.replaceAll(/[^/?&=#]+/g, (piece) => forward.get(decoded(piece)) ?? piece)),
  };
}

function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}
