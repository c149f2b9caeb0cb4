import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** So little of a file at once that what a bomb makes of it (at most a thousandfold) can be held. */
const CHUNK = 16 * 1024;

/** What is in a gzipped file, as far as it can be had: all that comes before its end, or before the chunk that cannot be read, is given before this throws. */
export async function* unzipped(path: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  let ready: Buffer[] = [];
  let failure: Error | undefined;
  let wake = () => {};
  const settled = () => new Promise<void>((resolve) => (wake = resolve));
  // Listened to, it keeps nothing that an error would take along.
  gunzip.on('data', (piece: Buffer) => ready.push(piece));
  gunzip.on('error', (error) => {
    failure = error;
    wake();
  });
  // Behind the last member there may be noughts: then it ends by itself.
  let isOver = false;
  gunzip.on('end', () => {
    isOver = true;
    wake();
  });
  const take = () => {
    const pieces = ready;
    ready = [];
    return pieces;
  };
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) {
      const done = settled();
      gunzip.write(chunk, () => wake());
      await done;
      yield* take();
      if (failure) throw failure;
      if (isOver) return;
    }
    const ended = settled();
    gunzip.end();
    await ended;
    yield* take();
    if (failure) throw failure;
  } finally {
    gunzip.destroy();
  }
}
