import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { CapturedResponse } from './exchange.ts';
import { headerValues } from './headers.ts';

/** A body without its content encodings, or why it cannot be had. */
export type DecodedBody = { readonly bytes: Uint8Array } | { readonly problem: string };

const MAX_DECODED = 16 * 1024 * 1024;
/** As much of what came before as a zstd frame may refer to: 8 MiB, the most that RFC 9659 allows an answer. */
const ZSTD_WINDOW_LOG = 23;
/** Text seldom shrinks more than 50-fold. Small bodies may: the cap holds from 1 MiB on. */
const MAX_RATIO = 200;
const RATIO_FROM = 1024 * 1024;
const MAX_LAYERS = 4;

export function decodeBody(response: CapturedResponse): DecodedBody {
  // The answer to HEAD, and 304, name the encoding of a body they do not have.
  if (response.body.length === 0) return { bytes: response.body };
  const encodings = contentEncodings(response);
  if (encodings.length > MAX_LAYERS) return { problem: `decode-error: ${encodings.length} encodings` };
  const maxOutputLength = Math.min(MAX_DECODED, Math.max(RATIO_FROM, response.body.length * MAX_RATIO));
  let bytes = response.body;
  // They are listed in the order in which they were applied.
  for (const encoding of encodings.toReversed()) {
    try {
      bytes = decodeLayer(encoding, bytes, { maxOutputLength, truncated: response.bodyTruncated });
    } catch (error) {
      return { problem: `decode-error: ${/^[\w-]{1,20}$/.test(encoding) ? encoding : 'an encoding'}: ${reasonOf(error)}` };
    }
  }
  return { bytes };
}

export function contentEncodings({ rawHeaders }: CapturedResponse): string[] {
  return headerValues(rawHeaders, 'content-encoding')
    .flatMap((value) => value.toLowerCase().split(','))
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding !== 'identity');
}

function decodeLayer(encoding: string, bytes: Uint8Array, { maxOutputLength, truncated }: { maxOutputLength: number; truncated: boolean }): Uint8Array {
  const zlib = { maxOutputLength, ...(truncated && { finishFlush: constants.Z_SYNC_FLUSH }) };
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return gunzipSync(bytes, zlib);
    case 'deflate':
      // Meant is zlib's format; some servers send the bare stream.
      return hasZlibHeader(bytes) ? inflateSync(bytes, zlib) : inflateRawSync(bytes, zlib);
    case 'br':
      return brotliDecompressSync(bytes, { maxOutputLength, ...(truncated && { finishFlush: constants.BROTLI_OPERATION_FLUSH }) });
    case 'zstd':
      return zstdDecompressSync(bytes, {
        maxOutputLength,
        params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG },
        ...(truncated && { finishFlush: constants.ZSTD_e_flush }),
      });
    default:
      throw Object.assign(new Error(), { code: 'unknown encoding' });
  }
}

/** The first byte says "deflate" in its low half, the first two together are divisible by 31 (RFC 1950). */
function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return first % 16 === 8 && (first * 256 + second) % 31 === 0;
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_BUFFER_TOO_LARGE' ? 'grows too large' : (code ?? 'failed');
}
