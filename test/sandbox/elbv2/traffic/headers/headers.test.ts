import { describe, expect, test } from '@jest/globals';
import { forwardedFor } from '../../../../../sandbox/elbv2/traffic/headers/forwarded-for.ts';
import { hostHeader } from '../../../../../sandbox/elbv2/traffic/headers/host-header.ts';
import { headerChangesOf } from '../../../../../sandbox/elbv2/traffic/headers/response-headers.ts';
import { traceId } from '../../../../../sandbox/elbv2/traffic/headers/trace-id.ts';

describe('X-Forwarded-For', () => {
  const four = { address: '203.0.113.9', port: 5000 };
  const six = { address: '2001:db8::1', port: 5000 };
  test.each([
    ['append', false, [], four, '203.0.113.9'],
    ['append', false, ['10.0.0.1', '10.0.0.2'], four, '10.0.0.1, 10.0.0.2, 203.0.113.9'],
    ['append', true, ['10.0.0.1'], four, '10.0.0.1, 203.0.113.9:5000'],
    ['append', false, [], six, '2001:db8::1'],
    ['append', false, ['10.0.0.1'], six, '10.0.0.1, [2001:db8::1]'],
    ['append', true, [], six, '[2001:db8::1]:5000'],
    ['preserve', true, ['10.0.0.1'], four, '10.0.0.1'],
    ['preserve', false, [], four, undefined],
    ['remove', false, ['10.0.0.1'], four, undefined],
  ] as const)('%s, with the port: %p, %j before', (mode, forwardedPort, received, peer, expected) => {
    expect(forwardedFor(received, peer, { forwardedFor: mode, forwardedPort })).toBe(expected);
  });
});

describe('the host', () => {
  const usual = { preserve: false, dnsName: 'Shop-1.elb', port: 8080, protocol: 'http' } as const;
  test.each([
    ['Shop.Example', usual, 'shop.example:8080'],
    ['shop.example:9', usual, 'shop.example:9'],
    ['[::1]', usual, '[::1]:8080'],
    ['Shop.Example:80', { ...usual, port: 80 }, 'shop.example'],
    ['shop.example', { ...usual, port: 443, protocol: 'https' as const }, 'shop.example'],
    ['Shop.Example', { ...usual, preserve: true }, 'Shop.Example'],
    [undefined, usual, 'shop-1.elb:8080'],
  ])('%s becomes, by %j, %s', (received, how, expected) => {
    expect(hostHeader(received, how)).toBe(expected);
  });
});

describe('X-Amzn-Trace-Id', () => {
  const OWN = '1-[0-9a-f]{8}-[0-9a-f]{24}';
  test.each([
    [undefined, `^Root=${OWN}$`],
    ['', `^Root=${OWN}$`],
    ['Root=1-5-abc', `^Self=${OWN};Root=1-5-abc$`],
    ['Self=1-4-x;Root=1-5-abc;Shop=1', `^Self=${OWN};Root=1-5-abc;Shop=1$`],
    ['Shop=1', `^Root=${OWN};Shop=1$`],
    [`Root=1-5-abc;Shop=${'x'.repeat(7_168)}`, `^Root=${OWN}$`],
  ])('%s', (received, expected) => {
    expect(traceId(received, 1_700_000_000)).toMatch(new RegExp(expected));
  });
});

describe('a listener’s changes to an answer', () => {
  const came = ['Server', 'shop', 'X-Frame-Options', 'ALLOW', 'ETag', '"1"'];
  test.each([
    [{ 'routing.http.response.server.enabled': 'true', 'routing.http.response.x_frame_options.header_value': '' }, undefined],
    [{ 'routing.http.response.server.enabled': 'false' }, ['X-Frame-Options', 'ALLOW', 'ETag', '"1"']],
    [{ 'routing.http.response.x_frame_options.header_value': 'DENY' }, ['Server', 'shop', 'ETag', '"1"', 'x-frame-options', 'DENY']],
  ])('%j', (attributes, expected) => {
    expect(headerChangesOf(attributes)?.(came)).toEqual(expected);
  });
});
