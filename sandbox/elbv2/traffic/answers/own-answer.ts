import { STATUS_CODES } from 'node:http';

/** An answer that no target gave. Only these carry `Server: awselb/2.0`. */
export interface OwnAnswer {
  readonly status: number;
  readonly message: string;
  /** Name and value in turn. */
  readonly headers: readonly string[];
  readonly body: string;
}

export function errorAnswer(status: number): OwnAnswer {
  const title = titleOf(status);
  const body = `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return { status, message: title, headers: ['Server', 'awselb/2.0', 'Content-Type', 'text/html', 'Content-Length', String(body.length)], body };
}

/** The same on a bare socket, for what is no request, or no more; the connection ends with it. */
export function onTheWire({ status, message, headers, body }: OwnAnswer): string {
  const lines = [...headers, 'Connection', 'close'].flatMap((name, i, all) => (i % 2 === 0 ? [`${name}: ${all[i + 1]}\r\n`] : []));
  return `HTTP/1.1 ${status} ${message}\r\n${lines.join('')}\r\n${body}`;
}

function titleOf(status: number): string {
  return STATUS_CODES[status] ?? '';
}
