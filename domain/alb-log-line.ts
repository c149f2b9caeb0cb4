/** One line of a load balancer's access log, as far as anybody here asks. */
export interface AlbLogLine {
  /** When the answer was complete, epoch milliseconds. */
  readonly at: number;
  /** `http`, `h2`, `ws` … */
  readonly type: string;
  /** The caller's address, without its port. */
  readonly client: string;
  readonly method: string;
  /** Path and query, of printable ASCII; empty where the request had none. */
  readonly target: string;
  /** What the load balancer answered with; 0 where it answered nothing. */
  readonly status: number;
  /** How long load balancer and target took together; `null` where nobody answered. */
  readonly ms: number | null;
  readonly userAgent: string;
  /** ARN; `-` where the request was sent to nobody. */
  readonly targetGroup: string;
}

const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;
/** AWS, "Access log entries": type, time, elb, client, target, three times, two statuses, two sizes, "request", "user agent", cipher, protocol, target group; what stands behind it is not read. */
const LINE = new RegExp(String.raw`^([a-z\d]{2,8}) (\S{20,40}) \S+ (\S+) \S+ (\S+) (\S+) (\S+) (\S+)(?: \S+){3} ${QUOTED} ${QUOTED} \S+ \S+ (\S+)(?: |$)`);
const REQUEST = /^(\S+) (\S+) \S+ ?$/;

/** `undefined` where it is no such line. */
export function parseAlbLogLine(line: string): AlbLogLine | undefined {
  const [, type = '', time = '', client = '', t1 = '', t2 = '', t3 = '', status = '', request = '', userAgent = '', targetGroup = ''] = LINE.exec(line) ?? [];
  const [, method = '', url] = REQUEST.exec(request) ?? [];
  const at = Date.parse(time);
  if (url === undefined || Number.isNaN(at)) return undefined;
  return { at, type, client: client.replace(/:\d+$/, ''), method, target: targetOf(url), status: /^\d{3}$/.test(status) ? Number(status) : 0, ms: together([t1, t2, t3]), userAgent, targetGroup };
}

/** What is not printable stands there as `\x22`. */
function targetOf(url: string): string {
  return /^[a-z]+:\/\/[^/?#]*(\/[!-~]*)$/i.exec(url.replaceAll(/\\x([\dA-Fa-f]{2})/g, '%$1'))?.[1] ?? '';
}

/** The three times are in seconds; -1 where it did not come to that. */
function together(seconds: readonly string[]): number | null {
  const times = seconds.map(Number);
  return times.every((each) => each >= 0) ? 1_000 * times.reduce((sum, each) => sum + each, 0) : null;
}
