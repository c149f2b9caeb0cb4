import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ObjectSink } from '../../../../../sandbox/s3/object-sink.ts';
import { ask } from '../../ask.ts';
import { createGroup, forwardTo, until } from '../../aws-on-loopback.ts';
import { converse, startEdge, type Edge } from '../edge.ts';

let edge: Edge;
let objects: Map<string, Buffer>;
let closed: boolean;

beforeEach(() => {
  closed = false;
  objects = new Map();
});
afterEach(async () => {
  if (!closed) await edge.close();
});

/** A load balancer that delivers its log every five minutes times the scale. */
async function start(timeScale: number): Promise<void> {
  const s3: ObjectSink = { has: (bucket) => bucket === 'logs', put: (bucket, key, body) => void objects.set(`${bucket}/${key}`, body) };
  edge = await startEdge({ s3, timeScale });
  await edge.setBalancer({ 'access_logs.s3.enabled': 'true', 'access_logs.s3.bucket': 'logs', 'access_logs.s3.prefix': 'shop' });
}

/** The fields of a line: what stands in quotes is one. */
const fieldsOf = (line: string): readonly string[] => [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

function delivered(): readonly { key: string; lines: readonly string[] }[] {
  const files = [...objects].filter(([key]) => key.endsWith('.log.gz'));
  return files.map(([key, body]) => ({ key, lines: gunzipSync(body).toString().trimEnd().split('\n') }));
}

async function linesAfterClose(): Promise<readonly (readonly string[])[]> {
  closed = true;
  await edge.close();
  return delivered().flatMap(({ lines }) => lines.map(fieldsOf));
}

test('a request is one line of AWS’s fields, delivered under AWS’s key', async () => {
  await start(0.001);
  await ask(edge.listener.url, { path: '/a?b=c', headers: { host: 'Shop.example', 'user-agent': 'a "quoted"\\agent' } });
  await until(async () => delivered().length > 0);
  const [file] = delivered();
  const id = edge.balancer.split('/').at(-1) ?? '';
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  expect(file?.key).toMatch(new RegExp(`^logs/shop/AWSLogs/000000000000/elasticloadbalancing/us-east-1/${day}/000000000000_elasticloadbalancing_us-east-1_app\\.shop\\.${id}_\\d{8}T\\d{4}Z_127\\.0\\.0\\.1_\\w{8}\\.log\\.gz$`));
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  const seconds = expect.stringMatching(/^\d+\.\d{3}$/);
  const target = `127.0.0.1:${edge.target.port}`;
  expect(fieldsOf(file?.lines[0] ?? '')).toEqual([
    'http', time, `app/shop/${id}`, expect.stringMatching(/^127\.0\.0\.1:\d+$/), target, seconds, seconds, seconds, '200', '200', expect.stringMatching(/^[1-9]\d*$/), expect.stringMatching(/^[1-9]\d*$/),
    `GET http://Shop.example:${edge.listener.port}/a?b=c HTTP/1.1`, 'a \\"quoted\\"\\\\agent', '-', '-', edge.group, expect.stringMatching(/^Root=1-/), '-', '-', '0', time, 'forward', '-', '-', target, '200', '-', '-',
    expect.stringMatching(/^TID_/), '-', '-', '-',
  ]);
});

test('what the load balancer answers itself says why, as far as it got', async () => {
  await start(0.1);
  await edge.addRule({ Priority: 7, Conditions: [{ Field: 'path-pattern', Values: ['/moved'] }], Actions: [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', Host: 'b.example' } }] });
  await ask(edge.listener.url, { path: '/moved' });
  await converse(edge.listener.port, 'nonsense\r\n\r\n');
  await converse(edge.listener.port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');
  const empty = await createGroup(edge.aws, 'empty');
  await edge.setDefault({ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: empty }], TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 } } });
  await ask(edge.listener.url, { headers: { cookie: 'AWSALBTG=forged' } });
  await edge.setDefault(forwardTo(edge.group));
  const lines = await linesAfterClose();
  const pick = (...at: readonly number[]) => lines.map((fields) => at.map((i) => fields[i]));
  // Target, both statuses, priority, actions, redirect, error, class and reason.
  expect(pick(4, 8, 9, 20, 22, 24, 27, 28)).toEqual([
    ['-', '301', '-', '7', 'redirect', '-', '-', '-'],
    ['-', '400', '-', '-1', '-', '-', 'Severe', 'BadMethod'],
    [`127.0.0.1:${edge.target.port}`, '200', '200', '0', 'forward', '-', 'Ambiguous', 'BothTeClPresent'],
    ['-', '503', '-', '0', 'forward', 'AWSALBTGCookieInvalid', '-', '-'],
  ]);
  expect(lines[0]?.[23]).toBe(`http://b.example:${edge.listener.port}/moved`);
});

test('nothing is written before it is switched on, nor after it is switched off', async () => {
  await start(0.1);
  await edge.setBalancer({ 'access_logs.s3.enabled': 'false' });
  await ask(edge.listener.url);
  closed = true;
  await edge.close();
  expect([...objects.keys()]).toEqual(['logs/shop/AWSLogs/000000000000/ELBAccessLogTestFile']);
});

test('a bucket that is not there is refused as AWS refuses it, and nothing is switched on', async () => {
  await start(0.1);
  await expect(edge.setBalancer({ 'access_logs.s3.bucket': 'nowhere' })).rejects.toMatchObject({ name: 'InvalidConfigurationRequestException', message: 'Access Denied for bucket: nowhere. Please check S3bucket permission' });
  await ask(edge.listener.url, { path: '/still' });
  expect((await linesAfterClose()).map((fields) => fields[12])).toEqual([expect.stringContaining('/still')]);
});
