import { expect, test } from '@jest/globals';
import { headersFor } from '../../../proxy/rewriting/json-body.ts';

test('a body that was rewritten has its own length, and no frame, digest or tag of the one before', () => {
  const before = ['X-A', '1', 'Content-Length', '9', 'transfer-encoding', 'chunked', 'Trailer', 'X-Sum', 'Content-MD5', 'm', 'Digest', 'd', 'Content-Digest', 'c', 'Repr-Digest', 'r', 'ETag', '"e"', 'X-B', '2'];
  expect(headersFor(Buffer.from('{}'), before)).toEqual(['X-A', '1', 'X-B', '2', 'Content-Length', '2']);
});
