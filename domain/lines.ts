/** A line, or that there was one that is too long to be kept. */
export type Line = string | { readonly tooLong: true };

const NEWLINE = 0x0a;

/** The lines of a stream of bytes, holding no more of it than the longest that is kept. What stands behind the last line end is a line where `isWhole` says so. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>, { maxBytes, isWhole }: { readonly maxBytes: number; readonly isWhole: () => boolean }): AsyncGenerator<Line> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  const take = (): Line => {
    const line: Line = size > maxBytes ? { tooLong: true } : textOf(pieces);
    pieces = [];
    size = 0;
    return line;
  };
  const keep = (piece: Uint8Array) => {
    size += piece.length;
    if (size <= maxBytes) pieces.push(piece);
    else pieces = [];
  };
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      start = end + 1;
      yield take();
    }
    keep(chunk.subarray(start));
  }
  if (size > 0 && isWhole()) yield take();
}

function textOf(pieces: readonly Uint8Array[]): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return pieces.map((piece) => decoder.decode(piece, { stream: true })).join('') + decoder.decode();
}
