const HEADER_BYTES = 8;

/** Takes the stream of an attached container apart: frames of a header (stream, three zeros, length) and what the container printed. Returns what takes the next piece. */
export function readFrames(write: (printed: Buffer) => void): (piece: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  let missing = 0;
  return (piece) => {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    for (;;) {
      if (missing === 0) {
        if (held.length < HEADER_BYTES) return;
        missing = held.readUInt32BE(4);
        held = held.subarray(HEADER_BYTES);
      }
      const printed = held.subarray(0, missing);
      if (printed.length > 0) write(printed);
      missing -= printed.length;
      held = held.subarray(printed.length);
      if (missing > 0 || held.length === 0) return;
    }
  };
}
