import type { Course } from '../course.ts';

export interface LoggedExchange {
  /** `app/<name>/<id>` */
  readonly loadBalancer: string;
  readonly course: Course;
  /** Epoch and monotonic milliseconds of the end. */
  readonly endedAt: number;
  readonly ended: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** One line of an access log, fields in AWS's order: `-` for what there is not, -1 for a time that was never reached. */
export function formatLine({ loadBalancer, course, endedAt, ended, receivedBytes, sentBytes }: LoggedExchange): string {
  const { client, rule, tls, classification, transformed } = course;
  const status = course.targetStatus === undefined ? '-' : String(course.targetStatus);
  return [
    course.protocol,
    new Date(endedAt).toISOString().replace('Z', '000Z'),
    loadBalancer,
    `${client.address}:${client.port}`,
    course.target ?? '-',
    seconds(course.arrived, course.sent),
    seconds(course.sent, course.answered),
    seconds(course.answered, course.answered === undefined ? undefined : ended),
    course.status ?? '-',
    status,
    receivedBytes,
    sentBytes,
    quoted(`${course.method} ${urlOf(course)} ${course.httpVersion}`),
    quoted(course.userAgent),
    tls?.cipher ?? '-',
    tls?.protocol ?? '-',
    course.targetGroupArn ?? '-',
    quoted(course.trace),
    quoted(tls?.domain),
    quoted(tls?.certificateArn),
    rule === undefined ? '-1' : rule.priority === 'default' ? '0' : rule.priority,
    new Date(course.arrivedAt).toISOString().replace('Z', '000Z'),
    quoted(actionsOf(course)),
    quoted(course.redirectUrl),
    quoted(course.errorReason),
    quoted(course.target),
    quoted(status),
    quoted(classification?.class),
    quoted(classification?.reason),
    course.connectionId,
    quoted(typeof transformed === 'object' ? transformed.host : undefined),
    quoted(typeof transformed === 'object' ? transformed.target : undefined),
    quoted(transformed === undefined ? undefined : transformed === 'failed' ? 'TransformFailed' : 'TransformSuccess'),
  ].join(' ');
}

function seconds(from: number | undefined, to: number | undefined): string {
  return from === undefined || to === undefined ? '-1' : ((to - from) / 1_000).toFixed(3);
}

/** `http://host:port/path?query`, as AWS has it whatever the client wrote. */
function urlOf({ protocol, host, listenerPort, url }: Course): string {
  if (url === '-') return `${protocol}://-:${listenerPort}-`;
  const scheme = protocol === 'h2' || protocol === 'grpcs' ? 'https' : protocol;
  return `${scheme}://${(host ?? '-').replace(/:\d*$/, '')}:${listenerPort}${url}`;
}

/** `undefined` where the request never came to its action. */
function actionsOf({ rule, targetGroupArn }: Course): string | undefined {
  return rule?.action.kind === 'forward' && targetGroupArn === undefined ? undefined : rule?.action.kind;
}

/** Quotes, backslashes and what does not print are escaped, so that nobody can write lines or fields of their own. */
function quoted(text: string | undefined): string {
  if (text === undefined || text === '') return '"-"';
  return `"${text.replace(/["\\]|[^\x20-\x7e]/g, (char) => (char === '"' || char === '\\' ? `\\${char}` : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`))}"`;
}
