/** MurmurHash3, 32 bits (Austin Appleby, public domain), seeded, over the text's UTF-8: what every Unleash client shares callers out by. */
export function murmur3(text: string, seed: number): number {
  const bytes = Buffer.from(text);
  const whole = bytes.length & ~3;
  let hash = seed;
  for (let at = 0; at < whole; at += 4) {
    hash ^= scramble(bytes.readInt32LE(at));
    hash = Math.imul(rotate(hash, 13), 5) + 0xe6546b64;
  }
  let rest = 0;
  for (let at = bytes.length - 1; at >= whole; at--) rest = (rest << 8) | (bytes[at] ?? 0);
  hash ^= scramble(rest) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(block: number): number {
  return Math.imul(rotate(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** A number from 1 to `size` for an id within a group; the seeds keep variants apart from rollouts. */
export function normalized(id: string, group: string, size: number, seed = 0): number {
  return (murmur3(`${group}:${id}`, seed) % size) + 1;
}
