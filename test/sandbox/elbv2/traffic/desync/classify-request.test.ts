import { expect, test } from '@jest/globals';
import { classifyMalformed } from '../../../../../sandbox/elbv2/traffic/desync/classify-malformed.ts';
import { classifyRequest, isSuspicious } from '../../../../../sandbox/elbv2/traffic/desync/classify-request.ts';

test.each([
  ['GET', '1.1', [], undefined],
  ['POST', '1.1', ['Content-Length', '5', 'X-Amz-Date', ''], undefined],
  ['POST', '1.0', ['Content-Length', '5'], undefined],
  ['POST', '1.0', ['Transfer-Encoding', 'chunked'], 'UndefinedTransferEncodingSemantics'],
  ['GET', '0.9', [], 'NonCompliantVersion'],
  ['POST', '0.9', ['Content-Length', '5'], 'UndefinedContentLengthSemantics'],
  ['HEAD', '1.1', ['Content-Length', '5'], 'UndefinedContentLengthSemantics'],
  ['POST', '1.1', ['X-A', 'a\0b'], 'BadHeader'],
  ['POST', '1.1', ['X-A', 'a\x01b'], 'NonCompliantHeader'],
  ['POST', '1.1', ['X-A ', 'a'], 'NonCompliantHeader'],
  ['POST', '1.1', ['X_A', 'a'], undefined],
  // The gravest counts.
  ['POST', '1.1', ['X-A', 'é', 'Content-Length', '1', 'Transfer-Encoding', 'chunked'], 'BothTeClPresent'],
])('%s HTTP/%s with %j is %s', (method, httpVersion, rawHeaders, reason) => {
  expect(classifyRequest({ method, httpVersion, rawHeaders })?.reason).toBe(reason);
});

test.each(['Transfer-Encoding ', 'Transfer- Encoding', 'Transfer_Encoding', 'Transfer---Encoding', '\x01Content-Length', 'transfer-encoding XY', ' Content-Length', 'Content_Length'])('%j is suspicious', (name) => {
  expect(isSuspicious(name)).toBe(true);
});

test.each(['Transfer-Encoding', 'CONTENT-LENGTH', 'Content-Length-Hint', 'X-Content-Length', 'Content-Language', 'Transfer-Id'])('%j is not suspicious', (name) => {
  expect(isSuspicious(name)).toBe(false);
});

test('what nobody can name stays unnamed', () => {
  expect(classifyMalformed('HPE_HEADER_OVERFLOW', '')).toBeUndefined();
});
