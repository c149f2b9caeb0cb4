import { mix, stepHigh, stepLow } from './hash.ts';
import type { JsonNode } from './json-node.ts';

/**
 * What an object's repeated keys add to its hash, `undefined` where every key is there once. Parsers disagree on whether the first
 * or the last of them counts, so their order does mean something, other than that of different keys.
 */
export function repeatedKeys(members: readonly JsonNode[]): { readonly low: number; readonly high: number } | undefined {
  if (!hasRepeatedKey(members)) return undefined;
  let low = 0;
  let high = 0;
  for (const [i, occurrence] of occurrences(members).entries()) {
    const member = members[i]!;
    low = (low + mix(stepLow(member.low, occurrence) ^ member.keyLow)) | 0;
    high = (high + mix(stepHigh(member.high, occurrence) ^ member.keyHigh)) | 0;
  }
  return { low, high };
}

/** A member's key, and how often it came before: pairs the members of two objects. */
export function memberKeys(members: readonly JsonNode[]): string[] {
  const before = occurrences(members);
  return members.map(({ keyLow, keyHigh }, i) => `${keyLow} ${keyHigh} ${before[i]}`);
}

function occurrences(members: readonly JsonNode[]): number[] {
  const seen = new Map<string, number>();
  return members.map(({ keyLow, keyHigh }) => {
    const key = `${keyLow} ${keyHigh}`;
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return before;
  });
}

const FEW = 16;

function hasRepeatedKey(members: readonly JsonNode[]): boolean {
  // 53 of the 64 bits, as one number: a false alarm costs a little time and changes nothing.
  if (members.length > FEW) return new Set(members.map(({ keyLow, keyHigh }) => keyLow * 0x20_0000 + (keyHigh >>> 11))).size < members.length;
  for (let i = 1; i < members.length; i++) {
    const { keyLow, keyHigh } = members[i]!;
    for (let j = 0; j < i; j++) if (members[j]!.keyLow === keyLow && members[j]!.keyHigh === keyHigh) return true;
  }
  return false;
}
