import { describe, expect, test } from '@jest/globals';
import { isTracestate, parseTraceparent } from '../../../proxy/observing/trace-context.ts';
import { ask } from '../support/client.ts';
import { startTestProxy } from '../support/proxy.ts';
import { startUpstream } from '../support/upstream.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const GOOD = `00-${TRACE}-${SPAN}-01`;

test('a traceparent names trace, span and flags', () => {
  expect(parseTraceparent(GOOD)).toEqual({ traceId: TRACE, spanId: SPAN, flags: 1 });
});

test.each<[string, string, boolean]>([
  ['not sampled', `00-${TRACE}-${SPAN}-00`, true],
  ['a version to come, with more in it', `cc-${TRACE}-${SPAN}-01-what-the-future-is`, true],
  ['a version to come, as long as this one', `cc-${TRACE}-${SPAN}-01`, true],
  ['more, in this version', `00-${TRACE}-${SPAN}-01-more`, false],
  ['more without a dash', `cc-${TRACE}-${SPAN}-01.more`, false],
  ['the version that there will never be', `ff-${TRACE}-${SPAN}-01`, false],
  ['capitals', GOOD.toUpperCase(), false],
  ['a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`, false],
  ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`, false],
  ['a short trace', `00-${TRACE.slice(1)}-${SPAN}-01`, false],
  ['two of them', `${GOOD}, ${GOOD}`, false],
  ['nothing', '', false],
])('traceparent: %s', (_what, text, isValid) => {
  expect(parseTraceparent(text) !== undefined).toBe(isValid);
});

test.each<[string, string, boolean]>([
  ['one member', 'rojo=00f067aa0ba902b7', true],
  ['several, with blanks', 'rojo=00f067aa , congo=t61 rc', true],
  ['of a tenant', 'fw529a3039@dt=FfffffeJE', true],
  ['an empty member', 'rojo=1,,congo=2', true],
  ['32 members', Array.from({ length: 32 }, (_, i) => `k${i}=1`).join(), true],
  ['33 members', Array.from({ length: 33 }, (_, i) => `k${i}=1`).join(), false],
  ['a value beyond 256', `rojo=${'x'.repeat(257)}`, false],
  ['a capital in a key', 'Rojo=1', false],
  ['no value', 'rojo', false],
  ['an equals sign in a value', 'rojo=a=b', false],
])('tracestate: %s', (_what, text, isValid) => {
  expect(isTracestate(text)).toBe(isValid);
});

describe('what an upstream gets', () => {
  async function passedOn(headers: Record<string, string>): Promise<string[]> {
    const legacy = await startUpstream((_req, res) => res.end());
    const proxy = await startTestProxy({ legacy: legacy.url, candidate: legacy.url });
    await ask(proxy.port, '/cart', { headers });
    return legacy.requests[0]!.rawHeaders;
  }

  test('a sound trace context as it was written, and what AWS and others call the request', async () => {
    const raw = await passedOn({ TraceParent: GOOD, TraceState: 'rojo=1 , congo=2', 'X-Amzn-Trace-Id': 'Root=1-67891233-abcdef012345678912345678', 'X-Request-Id': 'r-1' });
    expect(raw).toEqual(expect.arrayContaining(['TraceParent', GOOD, 'TraceState', 'rojo=1 , congo=2', 'X-Amzn-Trace-Id', 'Root=1-67891233-abcdef012345678912345678', 'X-Request-Id', 'r-1']));
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['neither of a traceparent that is none and its state', { traceparent: '00-zz', tracestate: 'rojo=1' }, /traceparent|tracestate/],
    ['no state that nothing belongs to', { tracestate: 'rojo=1' }, /tracestate/],
    ['no state that is none', { traceparent: GOOD, tracestate: 'rojo' }, /tracestate/],
  ])('%s', async (_what, headers, gone) => {
    const raw = await passedOn({ ...headers, accept: 'text/html' });
    expect(raw.filter((text) => gone.test(text))).toEqual([]);
    expect(raw).toContain('text/html');
    expect(raw.includes(GOOD)).toBe(headers['traceparent'] === GOOD);
  });
});
