import { expect, test } from '@jest/globals';
import { clientAttributes, serverAttributes } from '../../../../proxy/observing/tracing/span-attributes.ts';

test('no secret in a path gets into a span', () => {
  expect(serverAttributes({ method: 'GET', path: '/users/bob@x.de' })).toMatchObject({ 'url.path': '/users/…' });
  expect(clientAttributes({ method: 'GET', target: '/users/bob%40x.de/orders?q=hush' }, { host: 'legacy', port: 80, tls: false })).toMatchObject({ 'url.full': 'http://legacy:80/users/…/orders' });
});
