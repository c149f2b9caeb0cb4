import { STATUS_CODES, type ServerResponse } from 'node:http';

/** Answers that no target gave. Only these carry `Server: awselb/2.0`. */
export function answerItself(response: ServerResponse, status: number): void {
  const body = page(status);
  response.writeHead(status, titleOf(status), ['Server', 'awselb/2.0', 'Content-Type', 'text/html', 'Content-Length', String(body.length)]);
  response.end(body);
}

/** The same on a bare socket, for what could not be parsed as a request; the connection ends with it. */
export function rawAnswer(status: number): string {
  const body = page(status);
  return `HTTP/1.1 ${status} ${titleOf(status)}\r\nServer: awselb/2.0\r\nContent-Type: text/html\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
}

function page(status: number): string {
  const title = `${status} ${titleOf(status)}`.trim();
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
}

function titleOf(status: number): string {
  return STATUS_CODES[status] ?? '';
}
