/** A response as it was on the wire, taken apart: what frames the body is told from what is in it. */
export interface RawResponse {
  readonly interim: readonly { readonly line: string; readonly headers: readonly string[] }[];
  readonly line: string;
  /** `Name: value`, as written, in order. */
  readonly headers: readonly string[];
  readonly framing: 'length' | 'chunked' | 'close';
  readonly body: string;
  readonly trailers: readonly string[];
}

/** Reads one response, up to the end of the connection. Text is latin1, a character per byte. Throws where it breaks off. */
export function parseRawResponse(bytes: string, method: string): RawResponse {
  const interim: { line: string; headers: string[] }[] = [];
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) throw new Error(`no end of the head in ${JSON.stringify(bytes.slice(0, 200))}`);
    const [line = '', ...headers] = rest.slice(0, end).split('\r\n');
    rest = rest.slice(end + 4);
    const status = Number(line.split(' ')[1]);
    if (status < 200) {
      interim.push({ line, headers });
      continue;
    }
    const value = (name: string) => headers.find((each) => each.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 1).trim();
    const framing = value('transfer-encoding') === undefined ? (value('content-length') === undefined ? 'close' : 'length') : 'chunked';
    if (method === 'HEAD' || status === 204 || status === 304) return { interim, line, headers, framing, body: rest, trailers: [] };
    if (framing === 'close') return { interim, line, headers, framing, body: rest, trailers: [] };
    if (framing === 'chunked') return { interim, line, headers, framing, ...unchunk(rest) };
    if (rest.length !== Number(value('content-length'))) throw new Error(`${rest.length} bytes where ${value('content-length')} were said`);
    return { interim, line, headers, framing, body: rest, trailers: [] };
  }
}

function unchunk(bytes: string): { body: string; trailers: string[] } {
  let body = '';
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.slice(at, lineEnd), 16);
    if (lineEnd < 0 || Number.isNaN(size)) throw new Error('a chunk without a size');
    at = lineEnd + 2;
    if (size === 0) break;
    if (bytes.slice(at + size, at + size + 2) !== '\r\n') throw new Error('a chunk without an end');
    body += bytes.slice(at, at + size);
    at += size + 2;
  }
  const trailers = bytes.slice(at).split('\r\n').filter((line) => line !== '');
  if (!bytes.endsWith('\r\n\r\n') && !bytes.slice(at - 2).startsWith('\r\n')) throw new Error('no end of the trailers');
  return { body, trailers };
}
